// Who says so: the statements behind a line, and the list of their sources.

import { useStyle } from "./style";
import type { Evidence, Node, Source } from "../types";

/** A number for each source, as it stands in the list below. */
export type Numbers = ReadonlyMap<string, number>;

export function numbered(sources: readonly Source[]): Numbers {
  return new Map(sources.map((source, place) => [source.name, place + 1]));
}

/** What is said of one pair, each different statement once, with the numbers of who says it. */
export function Statements({ said, numbers, name }: {
  said: readonly Evidence[];
  numbers: Numbers;
  name: (iri: string) => string;
}) {
  const { style } = useStyle();
  const groups = new Map<string, Evidence[]>();
  const otherwise = (one: Evidence) => (one.creditedAs === name(one.to) ? "" : one.creditedAs);
  for (const one of said) {
    const key = JSON.stringify([one.from, one.to, one.role, one.character, otherwise(one), one.status]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const unsure = new Set(style?.unsure ?? ["weak", "hedged"]);
  return (
    <ul class="statements">
      {[...groups].map(([key, group]) => {
        const first = group[0]!;
        const quotes = [...new Set(group.map((one) => one.quote).filter(Boolean))];
        return (
          <li key={key} class={unsure.has(first.status) ? "unsure" : ""}>
            <bdi>{name(first.to)}</bdi>: <strong>{first.role}</strong>
            {first.character && <> as <bdi class="character">{first.character}</bdi></>}
            {" in "}<bdi>{name(first.from)}</bdi>
            {otherwise(first) && <> (credited as <bdi>{otherwise(first)}</bdi>)</>}{" "}
            <Cites of={group} numbers={numbers} />
            {first.status !== "asserted" && (
              <span class="status">{unsure.has(first.status) ? "? " : ""}{style?.statuses[first.status] ?? first.status}</span>
            )}
            {quotes.map((quote) => (
              <blockquote key={quote}>
                <Cites of={group.filter((one) => one.quote === quote)} numbers={numbers} /> <bdi>{quote}</bdi>
              </blockquote>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

/** The numbers of who says something, or whose words a quotation is in. */
function Cites({ of, numbers }: { of: readonly Evidence[]; numbers: Numbers }) {
  return (
    <span class="cites">
      {[...new Set(of.map((one) => one.source))].map((source) => (
        <span key={source} class="cite" title={source}>[{numbers.get(source) ?? source}]</span>
      ))}
    </span>
  );
}

export const namesOf = (nodes: Iterable<Node>): ((iri: string) => string) => {
  const labels = new Map([...nodes].map((node) => [node.iri, node.year ? `${node.label} (${node.year})` : node.label]));
  return (iri) => labels.get(iri) ?? iri;
};
