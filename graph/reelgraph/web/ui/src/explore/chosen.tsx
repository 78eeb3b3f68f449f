// What can be done with the entity that is selected.

import { go } from "../address";
import { Search } from "../search";
import type { Node } from "../types";
import { change, toggled, type State } from "./state";

export function Chosen({ node, state }: { node: Node; state: State }) {
  const expanded = state.nodes.includes(node.iri);
  const others = state.nodes.filter((iri) => iri !== node.iri);
  return (
    <div class="doing">
      <div class="buttons">
        {!expanded && (
          <button type="button" onClick={() => change(state, { nodes: [...state.nodes, node.iri] })}>Expand</button>
        )}
        {expanded && others.length > 0 && (
          <button type="button" onClick={() => change(state, { nodes: others })}>Collapse</button>
        )}
        <button type="button" aria-pressed={state.only} onClick={() => change(state, { only: !state.only })}>
          Only neighbours
        </button>
        <button
          type="button"
          onClick={() => change(state, { hide: toggled(state.hide, node.iri), nodes: others.length ? others : state.nodes, select: "", only: false })}
        >
          Hide
        </button>
        <button type="button" onClick={() => go("explore", { node: node.iri, select: node.iri })}>Start here</button>
      </div>
      <Search
        label="Path from here to" labelled clears placeholder="another person or film"
        onChoose={(other) => go("path", { from: node.iri, to: other.iri })}
      />
    </div>
  );
}
