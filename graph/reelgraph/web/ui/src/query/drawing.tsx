// The answer to a query as a picture, with the same as a table below it.

import { useState } from "preact/hooks";
import { post } from "../api";
import { go } from "../address";
import { NetworkView } from "../graph/network_view";
import { withSheet } from "../sheet";
import sheet from "sheet:../graph/graph.css";
import type { Drawing } from "./types";

void withSheet(sheet);

/** The network that a query's answer was read as. */
export function Drawn({ drawing }: { drawing: Drawing }) {
  const [selected, setSelected] = useState<string | null>(null);
  const names = new Map(drawing.nodes.map((node) => [node.iri, node.label]));
  const { nodes, edges, total } = drawing;
  const count = nodes.length < total ? `${nodes.length} of ${total} are drawn` : `${total} things`;
  return (
    <section class="drawn" aria-label="The answer as a picture">
      <p role="status">
        {drawing.note} {count}, joined by {edges.length} {edges.length === 1 ? "edge" : "edges"}.
      </p>
      <NetworkView
        network={drawing}
        selected={selected}
        onSelect={(iri: string | null) => setSelected(iri)}
        onExpand={(iri: string) => go("explore", { node: iri })}
      />
      {selected && names.has(selected) && (
        <p>
          {names.get(selected)}:{" "}
          <button type="button" onClick={() => go("explore", { node: selected })}>
            Open in the explorer
          </button>
        </p>
      )}
      <details>
        <summary>The picture as a table</summary>
        <div class="result-scroll" role="region" aria-label="The edges" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">from</th>
                <th scope="col">joined by</th>
                <th scope="col">to</th>
              </tr>
            </thead>
            <tbody>
              {edges.map((edge) => (
                <tr key={`${edge.from} ${edge.to}`}>
                  <td dir="auto">{names.get(edge.from)}</td>
                  <td>{edge.roles.join(", ")}</td>
                  <td dir="auto">{names.get(edge.to)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

/** Ask the server to read the answer of a query as a network. */
export function draw(sparql: string): Promise<Drawing> {
  return post<Drawing>("api/draw", { sparql });
}
