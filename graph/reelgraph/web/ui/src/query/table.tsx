// Rows as a table: entities are links, numbers stand right, a click on a heading sorts.

import { useMemo, useState } from "preact/hooks";
import { address } from "../api";
import { Link } from "../address";
import type { Cell, Rows } from "./types";

const STEP = 200;
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const numbers = new Intl.NumberFormat();

interface Properties {
  table: Rows;
  caption: string;
  /** What the columns mean, by name. */
  meanings?: Record<string, string>;
}

/** The rows of an answer. */
export function ResultTable({ table, caption, meanings = {} }: Properties) {
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const [shown, setShown] = useState(STEP);
  const rows = useMemo(() => sorted(table.rows, order), [table, order]);
  const right = useMemo(
    () => table.columns.map((_, c) => table.rows.some((row) => typeof row[c]?.value === "number")),
    [table],
  );
  if (table.rows.length === 0) return <p class="empty">The answer has no rows.</p>;
  return (
    <div class="result">
      <div class="result-scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {table.columns.map((name, c) => {
                const way = order?.column === c ? (order.down ? "descending" : "ascending") : "none";
                return (
                  <th scope="col" aria-sort={way} class={right[c] ? "number" : ""} key={name}>
                    <button
                      type="button"
                      title={meanings[name] ?? `sort by ${name}`}
                      onClick={() => setOrder(turned(order, c))}
                    >
                      {name.replaceAll("_", " ")}
                      <span aria-hidden="true">{{ none: "", ascending: " ▲", descending: " ▼" }[way]}</span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, r) => (
              <tr key={r}>
                {row.map((cell, c) => (
                  <td class={right[c] ? "number" : ""} key={c} dir="auto">
                    {cell && <Shown cell={cell} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < rows.length && (
        <p>
          {numbers.format(shown)} of {numbers.format(rows.length)} rows are listed.{" "}
          <button type="button" onClick={() => setShown(shown + 5 * STEP)}>
            List more
          </button>
        </p>
      )}
    </div>
  );
}

/** How many rows, how long it took, and whether all of them are here. */
export function counted(table: Rows, seconds?: number): string {
  const many = `${numbers.format(table.total)} ${table.total === 1 ? "row" : "rows"}`;
  const took = seconds === undefined ? "" : ` in ${seconds < 0.1 ? "under 0.1" : seconds.toFixed(1)} s`;
  const cut =
    table.rows.length < table.total
      ? `; the first ${numbers.format(table.rows.length)} are shown, a file holds all`
      : "";
  return `${many}${took}${cut}`;
}

function Shown({ cell }: { cell: Cell }) {
  const value = cell.value;
  if (cell.iri) {
    if (cell.type) {
      return (
        <Link to="explore" parameters={{ node: cell.iri }} title={cell.iri}>
          {cell.label ?? String(value)}
        </Link>
      );
    }
    const text = cell.label ? `${cell.label} (${value})` : String(value);
    return (
      <a href={address("entity", { iri: cell.iri })} title={cell.iri}>
        {text}
      </a>
    );
  }
  if (typeof value === "number") return <>{cell.datatype && isYear(value) ? String(value) : numbers.format(value)}</>;
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  const tag = cell.language ?? cell.datatype;
  if (/^https?:\/\/\S+$/.test(value)) {
    return (
      <a href={value} rel="noreferrer" target="_blank">
        {value}
      </a>
    );
  }
  return <span title={tag ? `${value} (${tag})` : undefined}>{value}</span>;
}

/** Years bear no separators; that a number of this size is one is a guess, and harmless. */
function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1000 && value < 10000;
}

function turned(order: { column: number; down: boolean } | null, column: number) {
  if (order?.column !== column) return { column, down: false };
  return order.down ? null : { column, down: true };
}

function sorted(rows: Rows["rows"], order: { column: number; down: boolean } | null): Rows["rows"] {
  if (!order) return rows;
  const way = order.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[order.column], b[order.column]];
    if (!x || !y) return x ? -1 : y ? 1 : 0; // empty cells last, whichever way
    if (typeof x.value === "number" && typeof y.value === "number") return way * (x.value - y.value);
    return way * collator.compare(String(x.label ?? x.value), String(y.label ?? y.value));
  });
}
