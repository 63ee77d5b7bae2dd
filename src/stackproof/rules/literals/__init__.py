"""Rules about identifiers, regions and domains that are written out."""
