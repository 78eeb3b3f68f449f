// Names while they are being typed: asked for after a short rest, older questions given up.

import { useEffect, useState } from "preact/hooks";

import { get } from "./api";
import { asProblem } from "./asking";
import type { Entity } from "./types";

const REST = 80; // milliseconds
const MOST = 10;
/** What is no name but points at one thing: Q20982361, tt3072482, wd:Q1, https://... */
const POINTS = /^(Q\d+|(tt|nm|co)\d{5,}|[\w-]+:\S+)$/;

export interface Suggestions {
  /** The text that these answer. */
  text: string;
  entities: Entity[];
  /** Whether none of them has the words that were typed: they are the nearest names. */
  nearest: boolean;
  /** The one that Enter takes: the only one, or the first if it is called just what was typed. */
  meant: Entity | undefined;
  /** What went wrong, in words. */
  trouble: string;
}

const NONE: Suggestions = { text: "", entities: [], nearest: false, meant: undefined, trouble: "" };

/** What fits a text; `null` asks nothing. */
export function useSuggestions(text: string | null, type: string | undefined): Suggestions {
  const asked = text?.trim() ?? "";
  const [found, set] = useState(NONE);
  useEffect(() => {
    if (!asked) {
      set(NONE);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      suggest(asked, type, stop.signal).then(
        (entities) => {
          const nearest = !entities.some((entity) => has(entity, asked));
          set({ text: asked, entities, nearest, meant: meantBy(asked, entities), trouble: "" });
        },
        (error: unknown) => {
          if (!stop.signal.aborted) set({ ...NONE, text: asked, trouble: asProblem(error).message });
        },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked, type]);
  return asked ? found : NONE;
}

async function suggest(text: string, type: string | undefined, signal: AbortSignal): Promise<Entity[]> {
  const search = { q: text, type, limit: MOST };
  const names = get<{ entities: Entity[] }>("api/search", search, signal).then((found) => found.entities);
  if (!POINTS.test(text)) return names;
  const pointed = get<{ entity: Entity }>("api/find", { name: text }, signal).then(
    ({ entity }) => [entity],
    () => [],
  );
  const all = [...(await pointed), ...(await names)];
  return all.filter((entity, place) => all.findIndex((e) => e.iri === entity.iri) === place);
}

/** Whether an entity is called what was typed, or is what it points at. */
function has(entity: Entity, text: string): boolean {
  if (POINTS.test(text)) return true;
  const label = folded(entity.label);
  return folded(text).split(" ").every((word) => label.includes(word));
}

function meantBy(text: string, entities: readonly Entity[]): Entity | undefined {
  const first = entities[0];
  if (!first || entities.length === 1 || POINTS.test(text)) return first;
  return folded(first.label) === folded(text) ? first : undefined;
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
