// N-Triples, read line by line: what the endpoint answers to CONSTRUCT and DESCRIBE.

export interface TripleTerm {
  iri?: string;
  text?: string;
  datatype?: string;
  language?: string;
}

const TERM =
  /<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?/gy;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const MARKS: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** The subject, the predicate and the object of each line. */
export function triples(text: string): TripleTerm[][] {
  return text
    .split("\n")
    .map(terms)
    .filter((found) => found.length === 3);
}

function terms(line: string): TripleTerm[] {
  const found: TripleTerm[] = [];
  let place = 0;
  while (found.length < 3) {
    while (line[place] === " " || line[place] === "\t") place += 1;
    TERM.lastIndex = place;
    const match = TERM.exec(line);
    if (!match) break;
    place = TERM.lastIndex;
    const [, iri, blank, literal, datatype, language] = match;
    if (iri !== undefined) found.push({ iri: plain(iri) });
    else if (blank !== undefined) found.push({ text: blank });
    else {
      found.push({
        text: plain(literal ?? ""),
        ...(datatype ? { datatype: plain(datatype) } : {}),
        ...(language ? { language } : {}),
      });
    }
  }
  return found;
}

function plain(text: string): string {
  return text.replace(ESCAPE, (_, short: string, long: string, mark: string) => {
    const code = short ?? long;
    return code ? String.fromCodePoint(parseInt(code, 16)) : (MARKS[mark] ?? mark);
  });
}
