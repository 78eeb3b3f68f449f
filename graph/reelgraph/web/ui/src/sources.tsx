// A numbered list of sources.

import type { Ref } from "preact";

import type { Source } from "./types";

interface Properties {
  sources: readonly Source[];
  list?: Ref<HTMLOListElement>;
}

/** Each with its title, who made it, when, its licence and its address. */
export function SourceList({ sources, list }: Properties) {
  return (
    <ol class="sources" {...(list ? { ref: list } : {})}>
      {sources.map((source) => (
        <li key={source.name} tabIndex={-1}>
          <SourceLine source={source} />
        </li>
      ))}
    </ol>
  );
}

/** A source in one line; what nobody says of it is left out. */
export function SourceLine({ source }: { source: Source }) {
  const { title, name, url, author, publisher, published, retrieved, licence } = source;
  const text = known(title) || name;
  const rest = [
    known(author),
    known(publisher) === known(author) ? "" : known(publisher),
    known(published),
    known(retrieved) && `read ${retrieved}`,
  ];
  return (
    <>
      {/^https?:\/\//.test(url) ? <a href={url} rel="noreferrer"><bdi>{text}</bdi></a> : <bdi>{text}</bdi>}
      <span class="muted">{rest.filter(Boolean).map((part) => <>, <bdi>{part}</bdi></>)}</span>
      {known(licence) && <span class="muted"> · <Licence text={licence} /></span>}
    </>
  );
}

/** A licence, as a link where it is given as one. */
export function Licence({ text }: { text: string }) {
  if (!/^https?:\/\//.test(text)) return <bdi>{text}</bdi>;
  const made = /creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/([\d.]+)/.exec(text);
  const named = made ? (made[1] === "licenses" ? `CC ${made[2]?.toUpperCase()} ${made[3]}` : `CC0 ${made[3]}`) : text;
  return <a href={text} rel="noreferrer license">{named}</a>;
}

/** What is said, or nothing where it is unknown. */
export function known(text: string): string {
  return text === "unknown" ? "" : text;
}
