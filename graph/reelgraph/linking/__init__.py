"""Finding the Wikidata items of films and people."""
