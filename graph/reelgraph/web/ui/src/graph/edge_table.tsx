// The same as the picture, as a table: who, in which role, in what, when, and who says so.

import { useMemo, useState } from "preact/hooks";
import { get } from "../api";
import type { Evidence, Node, Source } from "../types";
import type { Line, Model, Shown } from "./model";

interface Row {
  line: Line;
  role: string;
  who: Node;
  what: Node;
  year: number | null;
  unsure: boolean;
}

type Column = "who" | "role" | "what" | "year";
const COLUMNS: [Column, string][] = [["who", "Who"], ["role", "Role"], ["what", "What"], ["year", "Year"]];
const FIRST = 100;
const AGENTS = new Set(["Person", "Band", "Company", "Organization"]);

export function EdgeTable({ model, shown, line, onLine, onSelect }: {
  model: Model;
  shown: Shown;
  /** The key of the line that is chosen. */
  line: string | null;
  onLine: (line: Line) => void;
  onSelect: (iri: string) => void;
}) {
  const [order, setOrder] = useState<{ by: Column; down: boolean }>({ by: "year", down: false });
  const [most, setMost] = useState(FIRST);
  const rows = useMemo(() => sorted(rowsOf(model, shown), order), [model, shown, order]);
  return (
    <div class="table-twin">
      <div class="scroll" tabIndex={0} role="region" aria-label="What the picture shows, as a table">
        <table>
          <thead>
            <tr>
              {COLUMNS.map(([by, text]) => (
                <th key={by} scope="col" aria-sort={order.by === by ? (order.down ? "descending" : "ascending") : "none"}>
                  <button type="button" onClick={() => setOrder({ by, down: order.by === by && !order.down })}>
                    {text} <span aria-hidden="true">{order.by === by ? (order.down ? "▾" : "▴") : ""}</span>
                  </button>
                </th>
              ))}
              <th scope="col">Who says so</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row) => (
              <tr
                key={`${row.line.key} ${row.role}`}
                aria-selected={row.line.key === line}
                class={row.line.key === line ? "chosen" : ""}
              >
                <td><Name node={row.who} onSelect={onSelect} /></td>
                <td>
                  <button
                    type="button" class="link" title="Who says so?"
                    aria-label={`${row.role}${row.unsure ? " ?" : ""}: who says so?`} onClick={() => onLine(row.line)}
                  >
                    {row.role}{row.unsure ? " ?" : ""}
                  </button>
                </td>
                <td><Name node={row.what} onSelect={onSelect} /></td>
                <td class="number">{row.year ?? ""}</td>
                <td><WhoSays line={row.line} role={row.role} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted">
        {Math.min(most, rows.length).toLocaleString("en")} of {rows.length.toLocaleString("en")} rows{" "}
        {most < rows.length && <button type="button" onClick={() => setMost(rows.length)}>Show all rows</button>}
      </p>
    </div>
  );
}

function Name({ node, onSelect }: { node: Node; onSelect: (iri: string) => void }) {
  return <button type="button" class="link" onClick={() => onSelect(node.iri)}><bdi>{node.label}</bdi></button>;
}

/** The names of the sources; asked for when somebody wants to know. */
function WhoSays({ line, role }: { line: Line; role: string }) {
  const known = [...new Set(line.edges.flatMap((edge) => edge.sources))];
  const [said, setSaid] = useState<string>(known.join(", "));
  const [waiting, setWaiting] = useState(false);
  if (said) return <bdi>{said}</bdi>;
  const ask = () => {
    setWaiting(true);
    get<{ evidence: Evidence[]; sources: Source[] }>("api/evidence", { from: line.from, to: line.to }).then(
      ({ evidence, sources }) => {
        const of = new Set(evidence.filter((one) => one.role === role).map((one) => one.source));
        const titles = sources.filter((one) => of.has(one.name)).map((one) => one.title || one.name);
        setSaid(titles.join(", ") || "no source is recorded");
      },
      (error: Error) => setSaid(error.message),
    );
  };
  return <button type="button" class="link" disabled={waiting} onClick={ask}>{waiting ? "…" : "ask"}</button>;
}

function rowsOf(model: Model, shown: Shown): Row[] {
  const found: Row[] = [];
  for (const line of model.lines) {
    const roles = shown.lines.get(line.key);
    if (!roles || !shown.nodes.has(line.from) || !shown.nodes.has(line.to)) continue;
    for (const edge of line.edges) {
      for (const role of edge.roles.length ? edge.roles : ["related"]) {
        if (!roles.includes(role)) continue;
        const from = model.nodes.get(edge.from)!, to = model.nodes.get(edge.to)!;
        const [who, what] = AGENTS.has(to.type) && !AGENTS.has(from.type) ? [to, from] : [from, to];
        found.push({ line, role, who, what, year: what.year ?? who.year, unsure: edge.unsure });
      }
    }
  }
  return found;
}

function sorted(rows: Row[], { by, down }: { by: Column; down: boolean }): Row[] {
  const words = new Intl.Collator();
  const compare = (a: Row, b: Row): number => {
    if (by === "year") return (a.year ?? 9999) - (b.year ?? 9999);
    return by === "role" ? words.compare(a.role, b.role) : words.compare(a[by].label, b[by].label);
  };
  const rest = (a: Row, b: Row) => words.compare(a.what.label, b.what.label) || words.compare(a.who.label, b.who.label);
  return [...rows].sort((a, b) => (down ? -1 : 1) * compare(a, b) || rest(a, b));
}
