"""Rules about parameters and what is exported."""
