// IRIs in and out of a query.

import type { Terms } from "../query/types";

let prefixes: Record<string, string> = {};

/** Remember the prefixes of this server: they need no declaration in a query. */
export function usePrefixes(terms: Terms): void {
  prefixes = terms.prefixes;
}

/** The short form of an IRI as a query may hold it; null where it has none. */
export function curieOf(iri: string): string | null {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const local = iri.startsWith(namespace) ? iri.slice(namespace.length) : "";
    if (/^[A-Za-z0-9_]([A-Za-z0-9_-]*)$/.test(local)) return `${prefix}:${local}`;
  }
  return null;
}

/** An IRI as a query writes it. */
export function written(iri: string): string {
  return curieOf(iri) ?? `<${iri}>`;
}

/** An IRI as a person reads it. */
export function shortOf(iri: string): string {
  const curie = curieOf(iri);
  if (curie) return curie;
  const namespace = prefixes["id"];
  return namespace && iri.startsWith(namespace) ? `id:${iri.slice(namespace.length)}` : iri;
}

/** An entity as a query writes it. */
export function termOf(entity: { iri: string }): string {
  return written(entity.iri);
}
