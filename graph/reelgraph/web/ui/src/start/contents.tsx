// What is in this graph, where it comes from, and what else can be done with it.

import type { ComponentChildren } from "preact";

import { Link } from "../address";
import { useOnce } from "../asking";
import { SourceLine } from "../sources";
import type { Graph, LoadedSource } from "../types";

const FEW = 6;
const WAYS: readonly [string, string, string][] = [
  ["explore", "Explore", "Click from person to film to person."],
  ["path", "Paths", "The ways between two people, with the evidence of each step."],
  ["query", "Questions", "Ready-made questions as forms: co-stars, gaps, checks."],
  ["editor", "SPARQL", "Ask anything, and draw the answer."],
  ["review", "Wikidata links", "Decide which proposed links are right."],
  ["statistics", "Statistics", "What is in here, in numbers."],
];

/** Counts, sources, and the ways to the views. */
export function Contents({ graph }: { graph: Graph }) {
  const { data } = useOnce<{ sources: LoadedSource[] }>("api/sources");
  return (
    <>
      <section aria-labelledby="contents">
        <h2 id="contents">What is in this graph</h2>
        <dl class="counts">
          <Count name="films">{graph.films}</Count>
          <Count name="people">{graph.people}</Count>
          <Count name="links between them">{graph.credits}</Count>
          {graph.years && <Count name="years">{graph.years.join("–")}</Count>}
          {data && <Count name={data.sources.length === 1 ? "source" : "sources"}>{data.sources.length}</Count>}
        </dl>
        {data && (
          <ul class="plain">
            {data.sources.slice(0, FEW).map((source) => (
              <li key={source.name}><SourceLine source={source} /></li>
            ))}
            {data.sources.length > FEW && <li><Link to="about">All {data.sources.length} sources</Link></li>}
          </ul>
        )}
      </section>
      <section aria-labelledby="ways">
        <h2 id="ways">What you can do</h2>
        <ul class="ways-on">
          {WAYS.map(([path, title, text]) => (
            <li key={path}>
              <Link to={path}>{title}</Link>
              <span class="muted">{text}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Count({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{typeof children === "number" ? children.toLocaleString("en") : children}</dd>
    </div>
  );
}
