"""A page for every entity, and the same facts as linked data.

The page of ``https://w3id.org/reelgraph/id/archive/film/1`` is ``id/archive/film/1`` here; that of
any IRI is ``entity?iri=IRI``. What a client accepts, the ending of the address or ``format=`` says
whether it gets the page or one of the forms of RDF.
"""

from reelgraph.web.entities.routes import routes as routes

__all__ = ["routes"]
