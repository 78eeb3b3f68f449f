// The list beside the case: what waits, in its order.

import { useState } from "preact/hooks";
import type { Line } from "./types";

interface Properties {
  lines: Line[];
  left: number;
  current: string;
  open: (line: Line) => void;
  keyOf: (line: Line) => string;
  /** Fetch what is not in the list yet. */
  more: () => void;
}

const SHOWN = 60;

/** The cases from the one in hand on. */
export function Queue({ lines, left, current, open, keyOf, more }: Properties) {
  const place = lines.findIndex((line) => keyOf(line) === current);
  const first = Math.max(0, place - 3);
  const [most, setMost] = useState(SHOWN);
  const shown = lines.slice(first, first + most);
  const further = () => {
    setMost(most + SHOWN);
    if (first + most + SHOWN > lines.length) more();
  };
  return (
    <nav class="queue" aria-label="What waits">
      <p>
        {left.toLocaleString()} {left === 1 ? "waits" : "wait"}
      </p>
      <ol start={first + 1}>
        {shown.map((line) => (
          <li key={keyOf(line)}>
            <button
              type="button"
              aria-current={keyOf(line) === current ? "true" : undefined}
              onClick={() => open(line)}
            >
              <span dir="auto">{title(line)}</span>
              <small dir="auto">
                {[line.best, line.score, line.seen ? "seen, not sure" : ""].filter(Boolean).join(", ")}
              </small>
            </button>
          </li>
        ))}
      </ol>
      {first + shown.length < left && (
        <button type="button" class="further" onClick={further}>
          Show more
        </button>
      )}
    </nav>
  );
}

/** What a line is about: one IRI or two. */
export function irisOf(line: Line): string[] {
  return line.pair ? line.pair.map((one) => one.iri) : [line.entity!.iri];
}

function title(line: Line): string {
  const of = line.pair ?? [line.entity!];
  return of.map((e) => (e.year ? `${e.label} (${e.year})` : e.label)).join(" and ");
}
