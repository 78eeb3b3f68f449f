// The lines of a card that say one kind of thing: its cast, its genres.

import { useState } from "preact/hooks";

import { address } from "./api";
import { useStyle } from "./graph/style";
import { Mark } from "./mark";
import type { Fact } from "./types";

const FIRST = 6;
/** What a reader is told of a status that no picture shows. */
const DENIED: Record<string, string> = { negative: "the source denies it", superseded: "superseded" };

interface Properties {
  property: string;
  total: number;
  facts: Fact[];
  /** The number of each source in the list below. */
  numbers: Map<string, number>;
  onOpen: (iri: string) => void;
  onSource: (number: number) => void;
  /** The IRI of the entity that the card is of. */
  page: string;
}

/** The first few, and the rest when asked for. */
export function FactGroup({ property, total, facts, page, ...how }: Properties) {
  const [all, setAll] = useState(false);
  const shown = all || facts.length <= FIRST + 1 ? facts : facts.slice(0, FIRST);
  return (
    <section class="facts">
      <h3>{property}</h3>
      <ul class="plain">
        {shown.map((fact, place) => <Line key={`${place} ${fact.value}`} fact={fact} {...how} />)}
      </ul>
      {shown.length < facts.length && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show {facts.length < total ? `${facts.length} of ${total.toLocaleString("en")}` : `all ${total}`}
        </button>
      )}
      {shown.length === facts.length && total > facts.length && (
        <a href={address("entity", { iri: page })}>All {total.toLocaleString("en")} on its page</a>
      )}
    </section>
  );
}

type LineProperties = Pick<Properties, "numbers" | "onOpen" | "onSource"> & { fact: Fact };

function Line({ fact, numbers, onOpen, onSource }: LineProperties) {
  const { style } = useStyle();
  const [quoted, setQuoted] = useState(false);
  const status = fact.status === "asserted" ? "" : (style?.statuses[fact.status] ?? DENIED[fact.status] ?? fact.status);
  return (
    <li>
      {fact.iri ? (
        <button type="button" class="link entity" onClick={() => onOpen(fact.iri)}>
          {fact.type && <Mark type={fact.type} size={11} />}
          <bdi>{fact.value}</bdi>
        </button>
      ) : (
        <bdi>{fact.value}</bdi>
      )}
      {fact.year !== null && <span class="muted"> ({fact.year})</span>}
      {fact.character && <span class="muted"> as <bdi>{fact.character}</bdi></span>}
      {status && <em class="status"> {status}</em>}
      {fact.sources.map((name) => {
        const number = numbers.get(name);
        return number === undefined ? null : (
          <button type="button" class="mark-of-source" key={name} title={name} aria-label={`Source ${number}: ${name}`} onClick={() => onSource(number)}>
            {number}
          </button>
        );
      })}
      {fact.quote && (
        <button type="button" class="link quote-button" aria-expanded={quoted} onClick={() => setQuoted(!quoted)}>
          {quoted ? "hide the words" : fact.sources.length > 1 ? "in the words of one of these" : "in its words"}
        </button>
      )}
      {quoted && (
        <blockquote dir="auto">
          <span class="words-of muted">{wordsOf(fact, numbers)}</span> {fact.quote}
        </blockquote>
      )}
    </li>
  );
}

/** Whose words a quotation is in: of several sources, the card does not say which. */
function wordsOf(fact: Fact, numbers: Map<string, number>): string {
  const known = fact.sources.map((name) => numbers.get(name)).filter((number) => number !== undefined);
  if (known.length === 0) return "";
  return known.length === 1 ? `[${known[0]}]` : `In the words of one of ${known.map((number) => `[${number}]`).join(" ")}:`;
}
