// The named questions: a list of all, and each as a form that can be sent at once.

import { useMemo, useState } from "preact/hooks";
import { Link, useAddress } from "../address";
import { Trouble } from "../problem";
import { useOnce } from "../asking";
import { Form } from "./form";
import "./styles";
import type { Question } from "./types";

const GROUPS: readonly [string, (q: Question) => boolean][] = [
  ["Checks: each row is a finding", (q) => q.isCheck],
  ["Links to Wikidata", (q) => /^links_(?!between)|wikidata/.test(q.name)],
  ["About people", (q) => kind(q) === "Person"],
  ["About films and other things", (q) => /^(Film|Festival|Entity)$/.test(kind(q))],
  ["About sources and records", (q) => /source|terms_|claims|_without_|dates_|labels_/.test(q.name)],
  ["About the whole graph", () => true],
];
const ORDER = [2, 3, 5, 4, 1, 0];

/** All questions, or one of them. */
export default function Query() {
  const { name } = useAddress();
  const { data, problem, waiting } = useOnce<{ queries: Question[] }>("api/queries");
  if (problem) return <Trouble problem={problem} />;
  if (!data) return <p role="status">{waiting ? "The questions are being fetched." : ""}</p>;
  if (!name) return <Catalogue questions={data.queries} />;
  const chosen = data.queries.find((question) => question.name === name);
  if (chosen) return <Form question={chosen} key={chosen.name} />;
  const message = `There is no question called ${name}.`;
  return (
    <>
      <Trouble problem={{ kind: "NotFound", message }} />
      <p>
        <Link to="query">All questions</Link>
      </p>
    </>
  );
}

function Catalogue({ questions }: { questions: Question[] }) {
  const [words, setWords] = useState("");
  const groups = useMemo(() => grouped(questions.filter((q) => fits(q, words))), [questions, words]);
  const count = groups.reduce((sum, [, of]) => sum + of.length, 0);
  return (
    <section class="questions">
      <h1>Questions</h1>
      <p>Each can be asked as it stands. Its SPARQL is shown with the answer, to be changed and kept.</p>
      <label class="field">
        Find a question
        <input
          type="search"
          value={words}
          placeholder="co-stars, producer, source ..."
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      <p role="status" class="unseen">
        {count} questions
      </p>
      {groups.map(([title, of]) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul class="question-list">
            {of.map((question) => (
              <li key={question.name}>
                <Link to={`query/${question.name}`}>{question.title}</Link>
                <span>{question.question}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {count === 0 && <p>No question has these words.</p>}
    </section>
  );
}

function grouped(questions: Question[]): [string, Question[]][] {
  const found = GROUPS.map(([title]): [string, Question[]] => [title, []]);
  for (const question of questions) {
    found[GROUPS.findIndex(([, belongs]) => belongs(question))]![1].push(question);
  }
  return ORDER.map((place) => found[place]!).filter(([, of]) => of.length > 0);
}

function kind(question: Question): string {
  return question.parameters.find((p) => /^[A-Z]/.test(p.kind))?.kind ?? "";
}

function fits(question: Question, words: string): boolean {
  const text = `${question.name} ${question.title} ${question.question}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
