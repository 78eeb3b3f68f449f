// Which years: two fields, sent when they are left or Enter is pressed.

import { useEffect, useState } from "preact/hooks";

export function Years({ years, span, onChange }: {
  /** "1990-2000", "1990-", or nothing. */
  years: string;
  /** The first and the last year that there is. */
  span: [number, number] | null;
  onChange: (years: string) => void;
}) {
  const [first = "", last = ""] = years.split("-");
  const [typed, setTyped] = useState({ first, last });
  useEffect(() => setTyped({ first, last }), [years]);
  const send = () => {
    const lower = typed.first || (typed.last ? String(span?.[0] ?? 1870) : "");
    const upper = typed.last || (typed.first ? String(span?.[1] ?? new Date().getFullYear()) : "");
    if (!/^\d{0,4}$/.test(lower) || !/^\d{0,4}$/.test(upper)) return;
    const [from, to] = lower && upper && Number(lower) > Number(upper) ? [upper, lower] : [lower, upper];
    const next = from && to ? `${from}-${to}` : "";
    if (next !== years) onChange(next);
  };
  const field = (name: "first" | "last", label: string) => (
    <input
      type="number" aria-label={label} value={typed[name]}
      min={span?.[0]} max={span?.[1]} placeholder={span ? String(span[name === "first" ? 0 : 1]) : ""}
      onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
      onChange={send}
      onKeyDown={(event) => event.key === "Enter" && send()}
    />
  );
  return (
    <span class="years" role="group" aria-label="Years">
      Years {field("first", "First year")} – {field("last", "Last year")}
      {years && <button type="button" class="link" onClick={() => onChange("")}>all</button>}
    </span>
  );
}
