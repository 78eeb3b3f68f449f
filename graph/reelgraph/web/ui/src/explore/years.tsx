// Which years: two fields, taken when they are left or Enter is pressed; an empty one bounds nothing.

import { useEffect, useId, useRef, useState } from "preact/hooks";

interface Typed {
  first: string;
  last: string;
}

export function Years({ years, span, onChange }: {
  /** "1990-2000", "1990-", "-2000", or nothing. */
  years: string;
  /** The first and the last year that there is. */
  span: [number, number] | null;
  onChange: (years: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(() => typedOf(years));
  const [wrong, setWrong] = useState("");
  const sent = useRef(years);
  useEffect(() => {
    // What was sent from here stands in the fields already, and more may have been typed since.
    if (years === sent.current) return;
    sent.current = years;
    setTyped(typedOf(years));
    setWrong("");
  }, [years]);
  const send = (now: Typed) => {
    const trouble = troubleOf(now);
    setWrong(trouble);
    const next = now.first || now.last ? `${now.first}-${now.last}` : "";
    if (trouble || next === yearsOf(sent.current)) return;
    sent.current = next;
    onChange(next);
  };
  const field = (name: keyof Typed, label: string, empty: number | undefined) => (
    <input
      type="text" inputMode="numeric" maxLength={4} autocomplete="off" aria-label={label} value={typed[name]}
      placeholder={empty === undefined ? "" : String(empty)}
      aria-invalid={wrong !== ""} aria-describedby={wrong ? id : undefined}
      onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value.trim() })}
      onBlur={() => send(typed)}
      onKeyDown={(event) => event.key === "Enter" && send(typed)}
    />
  );
  return (
    <span class="years" role="group" aria-label="Years">
      Years {field("first", "First year", span?.[0])} – {field("last", "Last year", span?.[1])}{" "}
      {years && (
        <button
          type="button" class="link"
          onClick={() => {
            setTyped({ first: "", last: "" });
            send({ first: "", last: "" });
          }}
        >
          all
        </button>
      )}
      {wrong && <span id={id} class="years-wrong" role="alert">{wrong}</span>}
    </span>
  );
}

/** What the fields show of a range as an address may have it: "1990-2000", "1990-", "1990". */
function typedOf(years: string): Typed {
  const [, first = "", between = "", last = ""] = /^\s*(\d{4})?\s*(-|–|\.\.|to|$)\s*(\d{4})?\s*$/.exec(years) ?? [];
  return { first, last: between ? last : first };
}

function yearsOf(years: string): string {
  const { first, last } = typedOf(years);
  return first || last ? `${first}-${last}` : "";
}

function troubleOf({ first, last }: Typed): string {
  const odd = [first, last].find((year) => year && !/^\d{4}$/.test(year));
  if (odd) return `"${odd}" is no year: a year has four digits. Nothing was changed.`;
  if (first && last && first > last) return `The last year, ${last}, is before the first, ${first}. Nothing was changed.`;
  return "";
}
