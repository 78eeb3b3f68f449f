// One named question: its parameters as fields, its answer as a table, a picture and files.

import { useEffect, useState } from "preact/hooks";
import { Link, go, useAddress } from "../address";
import { post } from "../api";
import { Trouble } from "../problem";
import type { Graph, Problem } from "../types";
import { asProblem, once, useAnswer } from "../asking";
import { Drawn, draw } from "./drawing";
import { Field } from "./field";
import { FORMATS, save } from "./saving";
import { ResultTable, counted } from "./table";
import type { Drawing, Question, Table } from "./types";

type Values = Record<string, string[]>;

/** A question that can be filled in; what was asked last stands in the address. */
export function Form({ question }: { question: Question }) {
  const { parameters } = useAddress();
  const asked = parameters.toString();
  const [values, setValues] = useState<Values>(() => given(question, parameters));
  const [names, setNames] = useState<Record<string, string>>({});
  useEffect(() => setValues(given(question, new URLSearchParams(asked))), [question, asked]);
  useExamples(question, values);
  useEffect(() => {
    const iris = Object.values(values).flat().filter((v) => v.includes("://") && !names[v]);
    if (iris.length === 0) return;
    post<{ labels: Record<string, string> }>("api/labels", { iris }).then(
      ({ labels }) => setNames((known) => ({ ...known, ...labels })),
      () => undefined, // without its name, the IRI is shown
    );
  }, [values]);
  const ready = complete(question, given(question, parameters));
  return (
    <section class="question">
      <p class="crumbs">
        <Link to="query">All questions</Link>
      </p>
      <h1>{question.title}</h1>
      <p>{question.question}</p>
      {question.parameters.length > 0 && (
        <form
          class="parameters"
          onSubmit={(event) => {
            event.preventDefault();
            go(`query/${question.name}`, sent(values));
          }}
        >
          {question.parameters.map((parameter) => (
            <Field
              key={parameter.name}
              parameter={parameter}
              values={values[parameter.name] ?? []}
              names={names}
              onChange={(chosen, label) => {
                setValues({ ...values, [parameter.name]: chosen });
                if (label) setNames({ ...names, ...label });
              }}
            />
          ))}
          <button type="submit" class="main" disabled={!complete(question, values)}>
            Ask
          </button>
        </form>
      )}
      {ready ? <Answer question={question} asked={asked} /> : <p>Fill in what is asked for.</p>}
    </section>
  );
}

function Answer({ question, asked }: { question: Question; asked: string }) {
  const path = `api/queries/${question.name}`;
  const { data, problem, waiting } = useAnswer<Table>(`${path}${asked ? `?${asked}` : ""}`);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  const [trouble, setTrouble] = useState<Problem | null>(null);
  useEffect(() => {
    setDrawing(null);
    setTrouble(null);
  }, [path, asked]);
  if (waiting) return <p role="status">The question is being asked.</p>;
  if (problem) return <Trouble problem={problem} />;
  if (!data) return null;
  const attempt = (work: Promise<unknown>) => {
    setTrouble(null);
    work.catch((error: unknown) => setTrouble(asProblem(error)));
  };
  return (
    <>
      <p role="status">
        {counted(data, data.seconds)}
        {question.isCheck && data.total > 0 ? `. ${question.remedy}` : ""}
      </p>
      <div class="tools">
        <button type="button" onClick={() => attempt(draw(data.sparql).then(setDrawing))}>
          Draw
        </button>
        <Link class="button" to="editor" parameters={{ query: data.sparql }}>
          Show the SPARQL
        </Link>
        <span class="group" role="group" aria-label="Save as">
          Save as
          {FORMATS.map(([format, title]) => (
            <button
              type="button"
              key={format}
              onClick={() => attempt(save(data.sparql, format, question.name))}
            >
              {title}
            </button>
          ))}
        </span>
      </div>
      {trouble && <Trouble problem={trouble} />}
      {drawing && <Drawn drawing={drawing} />}
      <ResultTable
        table={data}
        caption={question.title}
        meanings={Object.fromEntries(question.columns)}
      />
      <details>
        <summary>What the columns mean</summary>
        <dl>
          {question.columns.map(([name, meaning]) => (
            <div key={name}>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
      <p class="usage">
        On the command line: <code>{question.usage}</code>
      </p>
    </>
  );
}

/** Fill in people and films of this graph where an entity is asked for and none is given. */
function useExamples(question: Question, values: Values) {
  const empty = question.parameters.filter((p) => needed(p.kind) && !values[p.name]?.length);
  useEffect(() => {
    if (empty.length === 0) return;
    once<Graph>("api/graph").then(
      ({ examples }) => {
        const filled = { ...values };
        const left = [...examples];
        for (const { name, kind, isList } of empty) {
          const fitting = left.filter((e) => kind === "Entity" || e.type.includes(kind));
          const taken = fitting.slice(0, isList ? 2 : 1);
          if (taken.length > 0) filled[name] = taken.map((e) => e.iri);
          for (const one of taken) left.splice(left.indexOf(one), 1);
        }
        if (complete(question, filled)) go(`query/${question.name}`, sent(filled), { replace: true });
      },
      () => undefined, // the form stays empty
    );
  }, [question]);
}

function given(question: Question, parameters: URLSearchParams): Values {
  return Object.fromEntries(
    question.parameters.map(({ name, preset, isList }) => {
      const found = parameters.getAll(name).filter((value) => value.trim());
      const values = isList ? found.flatMap((v) => v.split(";").map((one) => one.trim())) : found;
      return [name, values.length > 0 ? values : preset === null ? [] : [preset]];
    }),
  );
}

function sent(values: Values): URLSearchParams {
  return new URLSearchParams(
    Object.entries(values).flatMap(([name, all]) => all.map((one): [string, string] => [name, one])),
  );
}

function complete(question: Question, values: Values): boolean {
  return question.parameters.every(({ name }) => values[name]?.some((value) => value.trim()));
}

function needed(kind: string): boolean {
  return /^[A-Z]/.test(kind);
}
