// The SPARQL editor: what is typed stands in the address when it is asked, so that a link is enough.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { go, useAddress } from "../address";
import { post } from "../api";
import { Trouble } from "../problem";
import { asProblem, useOnce } from "../asking";
import { Drawn, draw } from "../query/drawing";
import { FORMATS, save } from "../query/saving";
import "../query/styles";
import { ResultTable, counted } from "../query/table";
import type { Drawing, Rows, Terms } from "../query/types";
import { Search } from "../search";
import type { Entity, Problem } from "../types";
import { ask } from "./asking";
import type { Answer } from "./asking";
import { EXAMPLES } from "./examples";
import { keep, recent, remembered } from "./memory";
import { termOf } from "./terms";
import { Writing } from "./writing";
import type { Pen } from "./writing";

/** The editor, its answer, and what can be done with that. */
export default function Editor() {
  const { parameters } = useAddress();
  const query = parameters.get("query") ?? "";
  const pen = useRef<Pen | null>(null);
  const terms = useOnce<Terms>("api/terms");
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [asked, setAsked] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [waiting, setWaiting] = useState(false);
  const running = useRef<AbortController | null>(null);

  const run = useCallback(async (sparql: string) => {
    running.current?.abort();
    const now = new AbortController();
    running.current = now;
    setWaiting(true);
    setProblem(null);
    setDrawing(null);
    setAnswer(null);
    pen.current?.unmark();
    keep(sparql);
    try {
      const found = await ask(sparql, now.signal);
      if (running.current !== now) return;
      setAsked(sparql);
      setAnswer(found);
      void named(found.table, setAnswer, found);
    } catch (error) {
      if (running.current !== now) return;
      const told = asProblem(error);
      setProblem(told);
      pen.current?.mark(told.message);
    }
    setWaiting(false);
  }, []);

  // A query that stands in the address is asked: that is what its link is for.
  const last = useRef("");
  useEffect(() => {
    if (query && query !== last.current) {
      last.current = query;
      if (pen.current && pen.current.text() !== query) pen.current.write(query);
      void run(query);
    }
  }, [query]);

  const send = useCallback(() => {
    const sparql = pen.current?.text() ?? "";
    if (!sparql.trim()) return;
    last.current = sparql;
    go("editor", { query: sparql });
    void run(sparql);
  }, []);
  const stop = () => {
    running.current?.abort();
    running.current = null;
    setWaiting(false);
  };
  const attempt = (work: Promise<unknown>) => {
    setProblem(null);
    work.catch((error: unknown) => setProblem(asProblem(error)));
  };
  const limit = terms.data ? ` A query may take ${terms.data.seconds} seconds.` : "";

  return (
    <section class="editing">
      <h1>SPARQL</h1>
      <p class="hints">
        Ctrl-Enter asks, Ctrl-Space completes, a quotation mark and a few letters find a name.{limit}
      </p>
      <div class="tools">
        <label>
          Begin with{" "}
          <select
            value=""
            onChange={(event) => {
              pen.current?.write(event.currentTarget.value);
              event.currentTarget.value = "";
            }}
          >
            <option value="">an example ...</option>
            {EXAMPLES.map(([title, sparql]) => (
              <option value={sparql} key={title}>
                {title}
              </option>
            ))}
            {recent().length > 0 && (
              <optgroup label="Asked here before">
                {recent().map((sparql) => (
                  <option value={sparql} key={sparql}>
                    {sparql.replace(/\s+/g, " ").slice(0, 80)}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
        </label>
        <div class="inserting">
          <Search
            label="Insert an entity"
              clears
            placeholder="Insert a film, a person ..."
            onChoose={(entity: Entity) => pen.current?.insert(termOf(entity), entity.label)}
          />
        </div>
      </div>
      <Writing
        start={query || remembered() || EXAMPLES[0]![1]}
        terms={terms.data ?? null}
        onSend={send}
        ready={(made) => {
          pen.current = made;
          if (problem) made?.mark(problem.message);
        }}
      />
      <div class="tools">
        <button type="button" class="main" onClick={send}>
          Ask
        </button>
        {waiting && (
          <button type="button" onClick={stop}>
            Stop
          </button>
        )}
        {answer && (
          <>
            <button
              type="button"
              disabled={answer.form === "ASK"}
              onClick={() => attempt(draw(asked).then(setDrawing))}
            >
              Draw
            </button>
            <span class="group" role="group" aria-label="Save as">
              Save as
              {[...FORMATS, ...(answer.form === "GRAPH" ? [["ttl", "Turtle"] as const] : [])].map(
                ([format, title]) => (
                  <button
                    type="button"
                    key={format}
                    onClick={() => attempt(save(asked, format, "answer"))}
                  >
                    {title}
                  </button>
                ),
              )}
            </span>
          </>
        )}
      </div>
      {waiting && <p role="status">The query is being answered.</p>}
      {problem && <Wrong problem={problem} />}
      {answer && (
        <>
          <p role="status">
            {answer.form === "ASK"
              ? `The answer is ${answer.table.rows[0]?.[0]?.value ? "yes" : "no"}.`
              : counted(answer.table, answer.seconds)}
          </p>
          {drawing && <Drawn drawing={drawing} />}
          {answer.form !== "ASK" && <ResultTable table={answer.table} caption="The answer" />}
        </>
      )}
    </section>
  );
}

function Wrong({ problem }: { problem: Problem }) {
  // A mistake in SPARQL is told with its line and a caret below it, which need their places.
  if (/^SPARQL error/.test(problem.message)) {
    return (
      <pre class="mistake" role="alert">
        {problem.message}
      </pre>
    );
  }
  return <Trouble problem={problem} />;
}

/** Put names to the IRIs of an answer, when they have come. */
async function named(table: Rows, show: (answer: Answer) => void, answer: Answer): Promise<void> {
  const cells = table.rows.flat().filter((cell) => cell?.iri);
  const iris = [...new Set(cells.map((cell) => cell!.iri!))].slice(0, 5000);
  if (iris.length === 0) return;
  const { labels, types } = await post<{
    labels: Record<string, string>;
    types: Record<string, string>;
  }>("api/labels", { iris }).catch(() => ({ labels: {}, types: {} }));
  const rows = table.rows.map((row) =>
    row.map((cell) => {
      const label = cell?.iri ? (labels as Record<string, string>)[cell.iri] : undefined;
      if (!cell || label === undefined) return cell;
      const type = (types as Record<string, string>)[cell.iri!];
      return { ...cell, label, ...(type ? { type } : {}) };
    }),
  );
  show({ ...answer, table: { ...table, rows } });
}
