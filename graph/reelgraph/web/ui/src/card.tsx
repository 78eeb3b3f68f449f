// The card of an entity: what is said of it, and who says so.

import { useEffect, useRef, useState } from "preact/hooks";

import { Link } from "./address";
import { address } from "./api";
import { useAnswer } from "./asking";
import { FactGroup } from "./facts";
import { Mark } from "./mark";
import { ordered } from "./ordering";
import { about, Trouble } from "./problem";
import { say } from "./saying";
import { SourceList } from "./sources";
import type { Card } from "./types";

interface Properties {
  iri: string;
  /** Another entity was clicked. */
  onOpen: (iri: string) => void;
}

/** The card, asked for by the IRI. */
export function CardPanel({ iri, onOpen }: Properties) {
  const { data, problem, waiting } = useAnswer<Card>("api/entity", { iri }, { keep: true });
  const sources = useRef<HTMLOListElement>(null);
  const [names, showNames] = useState(false);
  useEffect(() => showNames(false), [iri]);
  if (problem) return <Trouble problem={problem} onChoose={(entity) => onOpen(entity.iri)} />;
  if (!data) return <p class="waiting" role="status">{waiting ? "One moment ..." : ""}</p>;

  const { entity } = data;
  const numbers = new Map(data.sources.map((source, place) => [source.name, place + 1]));
  const showSource = (number: number) => {
    const item = sources.current?.children[number - 1] as HTMLElement | undefined;
    item?.scrollIntoView({ block: "nearest" });
    item?.focus({ preventScroll: true });
  };
  const how = { numbers, onOpen, onSource: showSource, page: entity.iri };
  const shown = names ? data.names : data.names.slice(0, 6);
  return (
    <article class={`card ${waiting ? "old" : ""}`} aria-busy={waiting}>
      <h2>
        <Mark type={entity.type} size={18} /> <bdi>{entity.label}</bdi>
        {entity.year !== null && <span class="year"> ({entity.year})</span>}
      </h2>
      <p class="muted kind">{about({ ...entity, year: null })}</p>
      {data.names.length > 0 && (
        <p class="muted">
          also: {shown.map((name, place) => <>{place > 0 && ", "}<bdi>{name}</bdi></>)}{" "}
          {shown.length < data.names.length && (
            <button type="button" class="link" onClick={() => showNames(true)}>
              and {data.names.length - shown.length} more
            </button>
          )}
        </p>
      )}
      <p class="ways">
        <Link to="explore" parameters={{ node: entity.iri }}>Show in graph</Link>
        <Link to="path" parameters={{ from: entity.iri }}>Path from here</Link>
        <a href={address("entity", { iri: entity.iri })}>Its page</a>
        <CopyButton text={entity.iri} />
      </p>
      {ordered(data.facts).map((group) => <FactGroup key={`${iri} ${group.property}`} {...group} {...how} />)}
      {data.weaker.length > 0 && (
        <section class="weaker" aria-label="Not certain, or denied">
          <h3>Not certain, or denied</h3>
          {ordered(data.weaker).map((group) => <FactGroup key={`${iri} ${group.property}`} {...group} {...how} />)}
        </section>
      )}
      {data.links.length > 0 && (
        <section class="elsewhere">
          <h3>Elsewhere</h3>
          <ul class="plain links">
            {[...new Map(data.links.map((link) => [link.text, link])).values()].map((link) => (
              <li key={link.text}>
                {/^https?:\/\//.test(link.url) ? <a href={link.url} rel="noreferrer">{link.text}</a> : link.text}
              </li>
            ))}
          </ul>
        </section>
      )}
      {data.sources.length > 0 && (
        <section>
          <h3>Sources</h3>
          <SourceList sources={data.sources} list={sources} />
        </section>
      )}
    </article>
  );
}

function CopyButton({ text }: { text: string }) {
  const [said, set] = useState("Copy IRI");
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        set("Copied");
        say("The IRI was copied.");
        setTimeout(() => set("Copy IRI"), 2000);
      },
      () => set(text), // the browser does not allow it: there it is, to be copied by hand
    );
  };
  return <button type="button" class="link" title={text} onClick={copy}>{said}</button>;
}
