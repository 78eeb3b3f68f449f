"""Where items are looked up: Wikidata's server, another one, or a file that stands in for it."""
