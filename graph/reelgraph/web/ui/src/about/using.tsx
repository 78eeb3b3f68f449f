// How other programs use this very server: every address and example is its own.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { Link } from "../address";
import { address } from "../api";
import { useGraph } from "../asking";

const QUERY = `PREFIX film: <https://w3id.org/reelgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?film ?title WHERE { ?film a film:Film ; rdfs:label ?title } LIMIT 5`;
const ONE_LINE = QUERY.split("\n").at(-1)!;

/** The addresses, each with what it is for, and with an example to copy. */
export function Using() {
  const { data } = useGraph();
  const endpoint = address("sparql");
  const store = address("graph-store");
  const page = address("entity", { iri: data?.examples[0]?.iri ?? "IRI" });
  return (
    <>
      <h2>From other programs</h2>
      <p>
        All of this is answered by this server, at the address it has now. Try a query in{" "}
        <Link to="editor">the editor</Link> first.
      </p>

      <Part title="SPARQL">
        <p>A SPARQL 1.1 endpoint, which only reads{data?.writable ? " unless the token is sent along" : ""}.</p>
        <Sample title="The endpoint">{endpoint}</Sample>
        <Sample title="On a command line">{curl(endpoint)}</Sample>
        <Sample title="In Python, with reelgraph">{reelgraph(endpoint)}</Sample>
        <Sample title="In Python, with SPARQLWrapper">{wrapper(endpoint)}</Sample>
        <Sample title="In Python, with rdflib">{rdflib(endpoint)}</Sample>
      </Part>

      <Part title="Reconciliation, as in OpenRefine">
        <p>
          There a column of names is matched with entities: Reconcile → Start reconciling → Add standard service,
          then one of these two addresses.
        </p>
        <Sample title="Entities of this graph">{address("reconcile")}</Sample>
        <Sample title="The Wikidata items that they are linked to">{address("reconcile/wikidata")}</Sample>
      </Part>

      <Part title="Pages and facts of an entity">
        <p>The address of an entity is a page for readers, and data for programs that ask for data.</p>
        <Sample title="The page">{page}</Sample>
        <Sample title="Its facts, as Turtle (or application/ld+json, text/csv ...)">{`curl -H 'Accept: text/turtle' '${page}'`}</Sample>
      </Part>

      <Part title="Whole graphs">
        <p>By the SPARQL 1.1 Graph Store Protocol{data?.writable ? "; with the token they can be replaced, too" : ""}.</p>
        <Sample title="All that counts as fact, as Turtle">{`curl -H 'Accept: text/turtle' '${store}?default' -o graph.ttl`}</Sample>
      </Part>
    </>
  );
}

const curl = (endpoint: string) =>
  `curl '${endpoint}' -H 'Accept: text/csv' --data-urlencode 'query=${QUERY}'`;

const reelgraph = (endpoint: string) => `import reelgraph as rg

g = rg.open("${endpoint}")
print(g.query("""${ONE_LINE}""").df())`;

const wrapper = (endpoint: string) => `from SPARQLWrapper import JSON, SPARQLWrapper

asked = SPARQLWrapper("${endpoint}", returnFormat=JSON)
asked.setQuery("""${QUERY}""")
print(asked.queryAndConvert())`;

const rdflib = (endpoint: string) => `from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

g = Graph(SPARQLStore("${endpoint}"))
for row in g.query("""${QUERY}"""):
    print(row.title)`;

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Sample({ title, children }: { title: string; children: string }) {
  const [copied, set] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(children).then(
      () => {
        set(true);
        setTimeout(() => set(false), 2000);
      },
      () => undefined, // it stands there, to be marked by hand
    );
  };
  return (
    <figure class="sample">
      <figcaption>{title}</figcaption>
      <pre tabIndex={0} aria-label={title}>{children}</pre>
      <button type="button" aria-label={`Copy: ${title}`} onClick={copy}>{copied ? "Copied" : "Copy"}</button>
    </figure>
  );
}
