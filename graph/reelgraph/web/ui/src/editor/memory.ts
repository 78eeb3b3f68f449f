// What was written and asked in this browser, kept there and nowhere else.

const LAST = "reelgraph-query";
const RECENT = "reelgraph-queries";
const MOST = 15;

/** Keep a query that was asked. */
export function keep(sparql: string): void {
  store(LAST, sparql);
  const others = recent().filter((one) => one !== sparql);
  store(RECENT, JSON.stringify([sparql, ...others].slice(0, MOST)));
}

/** Keep what is being written. */
export function remember(sparql: string): void {
  store(LAST, sparql);
}

/** What was written last. */
export function remembered(): string {
  return read(LAST);
}

/** The queries that were asked, the last one first. */
export function recent(): string[] {
  try {
    const found: unknown = JSON.parse(read(RECENT) || "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

function read(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return ""; // a browser may forbid it
  }
}

function store(name: string, text: string): void {
  try {
    localStorage.setItem(name, text);
  } catch {
    // It is full or forbidden: then nothing is remembered.
  }
}
