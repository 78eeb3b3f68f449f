"""Links of entities to Wikidata items, as values, in the store and in files."""
