// The order of the groups of a card: who and what first, then what kind, then figures, then numbers elsewhere.

import type { Card } from "./types";

type Group = Card["facts"][number];

const FIRST = ["director", "writer", "screenwriter", "cast member", "voice actor", "producer", "executive producer"];
const PEOPLE = new Set(["Person", "Band", "Company", "Organization"]);
const WORKS = new Set(["Film", "ShortFilm", "MusicVideo", "Work"]);

/** The groups as a reader wants them; what ranks alike stays as the server has it. */
export function ordered(groups: readonly Group[]): Group[] {
  return [...groups].sort((a, b) => kind(a) - kind(b) || role(a) - role(b));
}

function kind({ property, facts }: Group): number {
  if (/\bidentifier$/.test(property)) return 4;
  const type = facts.find((fact) => fact.iri)?.type;
  if (type === undefined) return 3;
  return PEOPLE.has(type) ? 0 : WORKS.has(type) ? 1 : 2;
}

/** "director of" stands where "director" does. */
function role({ property }: Group): number {
  const place = FIRST.indexOf(property.replace(/ of$/, ""));
  return place < 0 ? FIRST.length : place;
}
