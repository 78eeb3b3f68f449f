// The explorer before anything was chosen: where to begin, and what can be done there.

import { Link } from "../address";
import { useGraph } from "../asking";
import { Mark } from "../mark";
import { Search } from "../search";
import { change, stateOf } from "./state";

const begin = (iri: string) => change(stateOf(new URLSearchParams()), { nodes: [iri], select: iri });

export function Beginning() {
  const { data } = useGraph();
  return (
    <section class="page">
      <h1 tabIndex={-1}>Explore</h1>
      <section class="box" aria-labelledby="begin">
        <h2 id="begin">Whom or what do you begin with?</h2>
        <Search label="Begin with" placeholder="a person, a film, a company" autofocus onChoose={(one) => begin(one.iri)} />
        {data && data.examples.length > 0 && (
          <p class="examples">
            For example:
            {data.examples.map((one) => (
              <Link key={one.iri} to="explore" parameters={{ node: one.iri, select: one.iri }} class="button">
                <Mark type={one.type} /> <bdi>{one.label}</bdi>
              </Link>
            ))}
          </p>
        )}
      </section>
      <h2>What you do there</h2>
      <dl class="keys wide">
        <div><dt>Click</dt><dd>an entity, to read what is known of it and who says so</dd></div>
        <div><dt>Click a line</dt><dd>between two, to see which sources say that they worked together</dd></div>
        <div><dt>Double click</dt><dd>or <kbd>Enter</kbd>, to bring in the neighbours of an entity</dd></div>
        <div><dt>Drag</dt><dd>an entity to where you want it, the ground to move the picture</dd></div>
        <div><dt><kbd>← ↑ ↓ →</kbd></dt><dd>to walk from neighbour to neighbour</dd></div>
      </dl>
      <p>
        How two people are connected is told step by step under <Link to="path">Paths</Link>.
      </p>
    </section>
  );
}
