"""Orders of deployment that nothing in the properties tells."""
