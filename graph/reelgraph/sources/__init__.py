"""One module for each kind of input: bytes become claims in the film ontology."""
