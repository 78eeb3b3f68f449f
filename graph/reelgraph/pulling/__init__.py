"""Bringing in what Wikidata says of linked entities, and following its changes."""
