// What the server's /api answers: the one place where both sides agree.

export interface Entity {
  iri: string;
  curie: string;
  label: string;
  /** Its most special class, as in "Person" or "ShortFilm". */
  type: string;
  year: number | null;
  /** How many contributor edges it has; 0 where nobody has counted. */
  degree: number;
  knownFor: string[];
}

export interface Source {
  name: string;
  title: string;
  url: string;
  author: string;
  publisher: string;
  published: string;
  retrieved: string;
  licence: string;
}

/** GET api/graph: what is served. */
export interface Graph {
  place: string;
  version: string;
  writable: boolean;
  films: number;
  people: number;
  credits: number;
  /** Two people and a film to begin with, taken from this graph. */
  examples: Entity[];
  /** Every role that there is, in the order of the style. */
  roles: string[];
  types: string[];
  years: [number, number] | null;
}

/** One line of a card. */
export interface Fact {
  property: string;
  value: string;
  /** Of the value, if it is an entity. */
  iri: string;
  type: string;
  year: number | null;
  character: string;
  status: string;
  /** The names of the sources that say so. */
  sources: string[];
  quote: string;
}

/** One link of the entity to Wikidata or another catalogue, with how it stands. */
export interface Link {
  /** In words, as the command line says it. */
  text: string;
  /** Where it leads; empty where it leads nowhere. */
  url: string;
}

/** GET api/entity?iri= */
export interface Card {
  entity: Entity;
  names: string[];
  /** Grouped by property, in the order to show; `total` counts those that were left out too. */
  facts: { property: string; total: number; facts: Fact[] }[];
  weaker: { property: string; total: number; facts: Fact[] }[];
  links: Link[];
  sources: Source[];
}

export interface Node extends Entity {
  /** How far it is from what was asked for. */
  distance?: number;
}

/** All that is said of one pair, one way round: a work and its person, a work and its sequel. */
export interface Edge {
  /** The IRIs of its ends; it points from the work to the person. */
  from: string;
  to: string;
  /** The roles, the one that is drawn first. */
  roles: string[];
  /** Whether nobody but weak and hedged claims say so. */
  unsure: boolean;
  /** The names of the sources that say so; empty where nobody has asked yet. */
  sources: string[];
}

/** GET api/neighbours, api/network; POST api/draw */
export interface Network {
  nodes: Node[];
  edges: Edge[];
  /** How many nodes there would be without the limit. */
  total: number;
}

/** GET api/evidence?from=&to=: one statement of one source. */
export interface Evidence {
  from: string;
  to: string;
  role: string;
  character: string;
  creditedAs: string;
  status: string;
  quote: string;
  source: string;
}

/** GET api/path?from=&to= */
export interface Path {
  /** The IRIs along each shortest path that is listed. */
  paths: string[][];
  total: number;
  network: Network;
  evidence: Evidence[];
  sources: Source[];
}

export interface Problem {
  kind: string;
  message: string;
  candidates?: Entity[];
}

/** GET api/statistics */
export interface Statistics {
  tables: CountTable[];
  /** The day on which it was counted. */
  date: string;
}

export interface CountTable {
  key: string;
  title: string;
  tone: "film" | "person" | "company" | "festival" | "other";
  /** Whether the bars stand side by side, as years do. */
  upright: boolean;
  bars: Bar[];
}

export interface Bar {
  label: string;
  count: number;
  of: number | null;
  percent: number | null;
  /** How long the bar is, from 0 to 1. */
  share: number;
  /** Of the entity, where it is one. */
  iri: string;
}

/** GET api/sources: a source with what was loaded of it. */
export interface LoadedSource extends Source {
  triples: number;
  films: number;
  people: number;
  credits: number;
  loaded: string;
  files: string;
}
