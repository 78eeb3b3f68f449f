"""The graph as a web server: an explorer, a SPARQL endpoint, linked data, reconciliation.

`app` makes the whole application; `router` is the same without the guards around it, to be mounted
in an application of one's own; `serve` runs one on this machine.
"""

from reelgraph.web.app import app as app
from reelgraph.web.app import router as router
from reelgraph.web.serving import serve as serve

__all__ = ["app", "router", "serve"]
