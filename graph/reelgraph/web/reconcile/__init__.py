"""Reconciliation: the Reconciliation Service API 0.2 of the W3C's community group.

``/reconcile`` answers with entities of the graph, ``/reconcile/wikidata`` with the Wikidata items
that are linked to them. Both only read. JSONP, which 0.2 leaves open, and flyouts, which it calls
a threat, are not offered: CORS and the preview do their work.
"""

from reelgraph.web.reconcile.routes import routes as routes

__all__ = ["routes"]
