// Asking the server from a component.

import { useEffect, useState } from "preact/hooks";

import { address, Failure, get } from "./api";
import type { Graph, Problem } from "./types";

type Parameters = Parameters_<typeof get>;
type Parameters_<F> = F extends (path: string, parameters?: infer P, ...rest: never[]) => unknown ? P : never;

export interface Answer<T> {
  data?: T;
  problem?: Problem;
  waiting: boolean;
}

/**
 * The answer to a question; asked again when it changes, and nothing is asked while `path` is null.
 *
 * While a new question is under way, the `data` of the old one are gone, unless `keep`.
 */
export function useAnswer<T>(
  path: string | null,
  parameters: Parameters = {},
  how: { keep?: boolean } = {},
): Answer<T> {
  const asked = path === null ? "" : address(path, parameters);
  const [found, set] = useState<{ asked: string; answer: Answer<T> }>({ asked: "", answer: NOTHING });
  useEffect(() => {
    if (!asked) return undefined;
    const stop = new AbortController();
    get<T>(asked, {}, stop.signal).then(
      (data) => set({ asked, answer: { data, waiting: false } }),
      (error: unknown) => {
        if (!stop.signal.aborted) set({ asked, answer: { problem: asProblem(error), waiting: false } });
      },
    );
    return () => stop.abort();
  }, [asked]);
  if (found.asked === asked) return asked ? found.answer : NOTHING;
  const { data } = found.answer;
  return how.keep && asked && data !== undefined ? { data, waiting: true } : { waiting: Boolean(asked) };
}

const NOTHING = { waiting: false };
const kept = new Map<string, Promise<unknown>>();

/** The JSON of what stays the same while the page is open, asked once: `once<Graph>("api/graph")`. */
export function once<T>(path: string): Promise<T> {
  const known = kept.get(path) as Promise<T> | undefined;
  if (known) return known;
  const asking = get<T>(path);
  kept.set(path, asking);
  asking.catch(() => kept.delete(path));
  return asking;
}

/** As `once`, in a component. */
export function useOnce<T>(path: string): Answer<T> {
  const [answer, set] = useState<Answer<T>>({ waiting: true });
  useEffect(() => {
    let here = true;
    once<T>(path).then(
      (data) => here && set({ data, waiting: false }),
      (error: unknown) => here && set({ problem: asProblem(error), waiting: false }),
    );
    return () => void (here = false);
  }, [path]);
  return answer;
}

/** What is served: its name, its counts, its roles, whether it may be written. */
export function useGraph(): Answer<Graph> {
  return useOnce<Graph>("api/graph");
}

/** What went wrong, as the server says it or as a browser does. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Failure) return error.problem;
  if (error instanceof TypeError) {
    return { kind: "NotReached", message: "the server does not answer: is reelgraph serve still running?" };
  }
  return { kind: "Error", message: error instanceof Error ? error.message : String(error) };
}
