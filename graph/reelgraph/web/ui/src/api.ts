// Asks this server, and nobody else.

import type { Problem } from "./types";

/** What the server said was wrong. */
export class Failure extends Error {
  constructor(readonly problem: Problem, readonly status: number) {
    super(problem.message);
  }
}

type Value = string | number | boolean | null | undefined | readonly (string | number)[];

/** The address of something on this server, below the place where the explorer is mounted. */
export function address(path: string, parameters: Record<string, Value> = {}): string {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "" && one !== false) {
        url.searchParams.append(name, String(one));
      }
    }
  }
  return url.href;
}

/** The JSON at an address; `get<Card>("api/entity", { iri })`. */
export async function get<T>(
  path: string,
  parameters: Record<string, Value> = {},
  signal?: AbortSignal,
): Promise<T> {
  const asked = address(path, parameters);
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(asked, { signal: signal ?? null });
    const wait = response.headers.get("retry-after");
    if (response.status !== 503 || wait === null || tries === TRIES) return read<T>(response);
    await after(wait, signal);
  }
}

/** How often a server that is busy is asked again, and the longest that it may have itself waited for. */
const TRIES = 2;
const LONGEST_MS = 5000;

/** Wait as many seconds as a server said; in vain if what was asked is not wanted any more. */
function after(seconds: string, signal: AbortSignal | undefined): Promise<void> {
  const wait = Math.min(LONGEST_MS, Math.max(0, Number(seconds) || 1) * 1000);
  return new Promise((done, stopped) => {
    const timer = setTimeout(done, wait);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      stopped(signal.reason as Error);
    });
  });
}

/** The JSON that comes back for a JSON that is sent. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return read<T>(await send(path, body));
}

/** The response to a JSON that is sent, whatever it is. */
export async function send(path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  const token = writingToken();
  if (token) headers["Authorization"] = `Bearer ${token}`;
  const response = await fetch(address(path), {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  if (!response.ok) throw await failure(response);
  return response;
}

/** What allows this page to write: it came behind the # of the address that was opened first. */
export function writingToken(): string {
  const found = /^#token=([\w-]+)$/.exec(location.hash);
  if (found?.[1]) {
    sessionStorage.setItem("reelgraph-token", found[1]);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return sessionStorage.getItem("reelgraph-token") ?? "";
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw await failure(response);
  return (await response.json()) as T;
}

async function failure(response: Response): Promise<Failure> {
  const text = await response.text();
  try {
    const problem = (JSON.parse(text) as { error: Problem }).error;
    return new Failure(problem, response.status);
  } catch {
    const kind = response.statusText || "Error";
    return new Failure({ kind, message: text.slice(0, 500) || kind }, response.status);
  }
}
