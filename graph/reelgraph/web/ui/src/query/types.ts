// What the server answers about questions: api/queries, api/terms, api/labels.

import type { Network } from "../types";

export interface Cell {
  value: string | number | boolean;
  iri?: string;
  /** Of what the IRI stands for, where something is known of it. */
  label?: string;
  type?: string;
  datatype?: string;
  language?: string;
}

export interface Rows {
  columns: string[];
  rows: (Cell | null)[][];
  /** How many rows there are; `rows` may hold the first of them only. */
  total: number;
}

/** GET api/queries/{name} */
export interface Table extends Rows {
  sparql: string;
  seconds: number;
}

export interface Parameter {
  name: string;
  /** A class ("Person"), "Entity", "year", "integer" or "text". */
  kind: string;
  isList: boolean;
  description: string;
  preset: string | null;
}

export interface Question {
  name: string;
  title: string;
  question: string;
  remedy: string;
  usage: string;
  isCheck: boolean;
  parameters: Parameter[];
  columns: [string, string][];
}

export interface Term {
  iri: string;
  curie: string;
  label: string;
  comment: string;
  count: number;
}

/** GET api/terms */
export interface Terms {
  prefixes: Record<string, string>;
  classes: Term[];
  properties: Term[];
  /** What a query may take. */
  seconds: number;
}

/** POST api/draw */
export interface Drawing extends Network {
  /** How the answer was read. */
  note: string;
}
