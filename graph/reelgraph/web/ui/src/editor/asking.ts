// A query goes to this server's SPARQL endpoint, as any client's does; rows and triples come back.

import { Failure, address } from "../api";
import type { Cell, Rows } from "../query/types";
import { shortOf } from "./terms";
import { triples } from "./triples";

export interface Answer {
  form: "SELECT" | "ASK" | "GRAPH";
  table: Rows;
  seconds: number;
}

interface Term {
  type: string;
  value: string | Record<string, Term>;
  datatype?: string;
  "xml:lang"?: string;
}

interface Json {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, Term>[] };
}

const SHOWN = 10_000;
const NUMBER = /#(integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger|gYear)$/;
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";

/** The answer to a query. */
export async function ask(sparql: string, signal: AbortSignal): Promise<Answer> {
  const began = performance.now();
  const response = await fetch(address("sparql"), {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: ACCEPT },
    body: new URLSearchParams({ query: sparql }),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw failure(text, response);
  const seconds = (performance.now() - began) / 1000;
  const media = response.headers.get("content-type") ?? "";
  if (!media.includes("json")) return { form: "GRAPH", table: ofTriples(text), seconds };
  const json = JSON.parse(text) as Json;
  if (json.boolean !== undefined) {
    const table = { columns: ["answer"], rows: [[{ value: json.boolean }]], total: 1 };
    return { form: "ASK", table, seconds };
  }
  return { form: "SELECT", table: ofRows(json, sparql), seconds };
}

function ofRows(json: Json, sparql: string): Rows {
  const columns = ordered(json.head.vars ?? [], sparql);
  const bindings = json.results?.bindings ?? [];
  const rows = bindings.slice(0, SHOWN).map((row) => columns.map((name) => cellOf(row[name])));
  return { columns, rows, total: bindings.length };
}

/** The columns of SELECT * in the order in which the query names them. */
function ordered(columns: string[], sparql: string): string[] {
  if (!/\bselect\s+(distinct\s+|reduced\s+)?\*/i.test(sparql)) return columns;
  const place = (name: string) => sparql.search(new RegExp(`[?$]${name}\\b`));
  return [...columns].sort((a, b) => place(a) - place(b));
}

function cellOf(term: Term | undefined): Cell | null {
  if (!term) return null;
  if (typeof term.value !== "string") return { value: JSON.stringify(term.value) };
  if (term.type === "uri") return { value: shortOf(term.value), iri: term.value };
  if (term.type === "bnode") return { value: `_:${term.value}` };
  return literal(term.value, term.datatype, term["xml:lang"]);
}

function literal(text: string, datatype?: string, language?: string): Cell {
  const number = datatype && NUMBER.test(datatype) && text.trim() ? Number(text) : NaN;
  const value = Number.isFinite(number) && Math.abs(number) < 2 ** 53 ? number : text;
  if (language) return { value, language };
  return datatype ? { value, datatype: shortOf(datatype) } : { value };
}

function ofTriples(text: string): Rows {
  const found = triples(text);
  const rows = found.slice(0, SHOWN).map((triple) =>
    triple.map((term): Cell => {
      if (term.iri !== undefined) return { value: shortOf(term.iri), iri: term.iri };
      return literal(term.text ?? "", term.datatype, term.language);
    }),
  );
  return { columns: ["subject", "predicate", "object"], rows, total: found.length };
}

function failure(text: string, response: Response): Failure {
  let problem = { kind: response.statusText || "Error", message: text.trim().slice(0, 4000) };
  try {
    problem = (JSON.parse(text) as { error: typeof problem }).error;
  } catch {
    // It is text, as the endpoint answers.
  }
  return new Failure(
    { ...problem, message: problem.message || "the query failed without a word" },
    response.status,
  );
}
