// A path in words: "Haley Bennett – Hardcore (2015) – Tim Roth", and below it what links each two.

import { Link } from "../address";
import { Statements, type Numbers } from "../graph/evidence";
import { keyOf, named } from "../graph/model";
import type { Evidence, Node } from "../types";

export function PathWords({ path, nodes, said, numbers, open }: {
  path: readonly string[];
  nodes: ReadonlyMap<string, Node>;
  said: readonly Evidence[];
  numbers: Numbers;
  /** Whether it is said at once what links each two. */
  open: boolean;
}) {
  const name = (iri: string) => named(nodes.get(iri)) || iri;
  return (
    <div class="path-words">
      <p class="path-title">
        {path.map((iri, place) => (
          <span key={iri}>
            {place > 0 && <span class="dash"> – <span class="hop-role">{roleOf(said, path[place - 1]!, iri)}</span> – </span>}
            <Link to="explore" parameters={{ node: iri, select: iri }}>{name(iri)}</Link>
          </span>
        ))}
      </p>
      {path.length > 1 && (
        <details open={open}>
          <summary>Step by step</summary>
          {path.slice(1).map((iri, place) => {
            const hop = keyOf(path[place]!, iri);
            const here = said.filter((one) => keyOf(one.from, one.to) === hop);
            return <Statements key={hop} said={here} numbers={numbers} name={name} />;
          })}
        </details>
      )}
    </div>
  );
}

/** The role that links two, the surest first. */
function roleOf(said: readonly Evidence[], a: string, b: string): string {
  const hop = keyOf(a, b);
  const here = said.filter((one) => keyOf(one.from, one.to) === hop);
  const sure = here.filter((one) => one.status === "asserted");
  return [...new Set((sure.length ? sure : here).map((one) => one.role))].slice(0, 2).join(", ") || "linked to";
}
