"""One module an engine: how its projects are found. A module registers by being here."""
