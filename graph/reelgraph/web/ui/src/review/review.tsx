// The review: one case after the other, with one key each, as `reelgraph review` has them.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { go, useAddress } from "../address";
import { get, post } from "../api";
import { asProblem, useAnswer, useGraph } from "../asking";
import { Trouble } from "../problem";
import "../query/styles";
import type { Graph, Problem } from "../types";
import sheet from "sheet:./review.css";
import { withSheet } from "../sheet";
import { OneCase, OnePair } from "./case";
import { Filters } from "./filters";
import { Help } from "./help";
import { chosenBy, numbered } from "./keys";
import { Queue, irisOf } from "./queue";
import type { Case, Choice, Kind, Line, PairCase, Waiting } from "./types";

void withSheet(sheet);

const NAME = "reelgraph-reviewer";
/** So few are left in the list that the next are fetched. */
const FEW = 10;

interface Given {
  id: string;
  said: string;
  line: Line;
}

/** What waits for a person, and the case that is in hand. */
export default function Review() {
  const { parameters } = useAddress();
  const kind = (parameters.get("kind") ?? "cases") as Kind;
  const filter = {
    kind,
    type: parameters.get("type") ?? "",
    source: parameters.get("source") ?? "",
    order: parameters.get("order") ?? "",
  };
  const list = useAnswer<Waiting>("api/review", filter);
  const graph = useGraph().data;
  const at = parameters.getAll("at");
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [given, setGiven] = useState<Given[]>([]);
  const [told, setTold] = useState("");
  const [by, setBy] = useState<string | null>(null);
  const [further, setFurther] = useState<Line[]>([]);
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    setGone(new Set());
    setFurther([]);
    setWhole(false);
  }, [list.data]);
  const known = [...(list.data?.waiting ?? []), ...further];
  const lines = known.filter((line) => !gone.has(key(line)));
  const fetching = useRef(false);
  const more = async () => {
    if (fetching.current || whole) return;
    fetching.current = true;
    try {
      // What was answered waits no longer: those that are left stand first in the server's list too.
      const next = await get<Waiting>("api/review", { ...filter, offset: lines.length });
      const there = new Set(known.map(key));
      const fresh = next.waiting.filter((line) => !there.has(key(line)));
      if (fresh.length === 0) setWhole(true);
      setFurther((before) => [...before, ...fresh]);
    } catch (error) {
      setTold(`The rest of the list was not fetched: ${asProblem(error).message}`);
    } finally {
      fetching.current = false;
    }
  };
  const waiting = (list.data?.total ?? 0) - gone.size;
  useEffect(() => {
    if (list.data && lines.length < FEW && waiting > lines.length) void more();
  }, [lines.length, waiting]);
  const current = lines.find((line) => key(line) === at.join(" ")) ?? lines[0];
  const open = useCallback(
    (line: Line) => go("review", { ...filter, at: irisOf(line) }, { replace: true }),
    [parameters.toString()],
  );
  const drop = (line: Line) => setGone((known) => new Set([...known, key(line)]));

  const undo = async () => {
    const last = given.at(-1);
    if (!last) return setTold("There is nothing to undo yet.");
    try {
      const { said } = await post<{ said: string }>("api/review/undo", { id: last.id });
      setGiven(given.slice(0, -1));
      setGone((known) => new Set([...known].filter((one) => one !== key(last.line))));
      setTold(`Taken back: ${said}`);
      open(last.line);
    } catch (error) {
      setTold(`Not done: ${asProblem(error).message}`);
    }
  };

  if (list.problem) return <Trouble problem={list.problem} />;
  if (!list.data) return <p role="status">Looking for what waits.</p>;
  const { writable, reviewer, total } = list.data;
  const left = whole ? lines.length : total - gone.size;
  return (
    <section class="review">
      <h1 tabIndex={-1}>Wikidata links</h1>
      <Filters filter={filter} waiting={list.data} />
      {!writable && (
        <p class="read-only">
          This server only reads: to decide here, start it with{" "}
          <code>reelgraph serve --write -s {storeOf(graph)}</code>.
        </p>
      )}
      <p role="status" class="said">
        {told}
        {told && given.length > 0 && (
          <button type="button" onClick={() => void undo()}>
            Undo
          </button>
        )}
      </p>
      {current ? (
        <div class="desk">
          <Queue lines={lines} left={left} current={key(current)} open={open} keyOf={key} more={() => void more()} />
          <Decision
            key={`${kind} ${key(current)} ${given.length}`}
            line={current}
            writable={writable}
            by={by ?? remembered(reviewer)}
            onBy={(name) => {
              setBy(name);
              remember(name);
            }}
            moved={given.length > 0}
            onUndo={() => void undo()}
            onGone={(message) => {
              drop(current);
              setTold(message);
            }}
            onAnswered={(id, said) => {
              setGiven([...given, { id, said, line: current }].slice(-100));
              drop(current);
              setTold(said);
            }}
          />
        </div>
      ) : (
        <Nothing filter={filter} writable={writable} store={storeOf(graph)} />
      )}
    </section>
  );
}

/** What a key means just now. */
type Mode = "deciding" | "rejecting" | "reading the keys";

interface DecisionProperties {
  line: Line;
  writable: boolean;
  by: string;
  onBy: (name: string) => void;
  /** Whether it came up because the one before was answered. */
  moved: boolean;
  onUndo: () => void;
  onGone: (message: string) => void;
  onAnswered: (id: string, said: string) => void;
}

/** The case in hand: it is read anew when it is opened, and again when it has changed. */
function Decision(properties: DecisionProperties) {
  const { line, writable, by, onBy, moved, onUndo, onGone, onAnswered } = properties;
  const [round, setRound] = useState(0);
  const { data, problem } = useAnswer<Case | PairCase>("api/review/case", {
    iri: irisOf(line),
    round: round || null,
  });
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState<Problem | null>(null);
  const [standing, setStanding] = useState<{ choice: Choice; decided: string[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const [mode, setMode] = useState<Mode>("deciding");
  // What the next key means has to be known at once, not when the page has been drawn again.
  const meant = useRef<Mode>("deciding");
  const turn = (next: Mode) => {
    meant.current = next;
    setMode(next);
  };
  const who = useRef<HTMLInputElement>(null);
  const remark = useRef<HTMLInputElement>(null);
  const other = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);

  const answer = async (choice: Choice, overrule = false) => {
    if (!data || busy || !writable) return;
    if (!by.trim()) {
      setWrong({ kind: "Name", message: "Say who decides: your name stands with each decision." });
      who.current?.focus();
      return;
    }
    setBusy(true);
    setWrong(null);
    setStanding(null);
    const { state } = data;
    const body = { entities: irisOf(line), state, by: by.trim(), note, overrule, ...choice };
    try {
      const made = await post<{ id: string; said: string }>("api/review/answer", body);
      onAnswered(made.id, made.said);
    } catch (error) {
      const problem = asProblem(error) as Problem & { decided?: string[] };
      setBusy(false);
      if (problem.kind === "Standing") setStanding({ choice, decided: problem.decided ?? [] });
      else setWrong(problem);
      if (problem.kind === "Changed") setRound(round + 1);
    }
  };

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || standing) return;
      if (meant.current === "reading the keys") return;
      if (meant.current === "rejecting") {
        turn("deciding");
        const item = data && numbered(event.key, data);
        if (item) void answer({ choice: "reject", item });
        else if (event.key !== "Escape" && event.key !== "r") return;
      } else if (event.key === "u") onUndo();
      else if (event.key === "?") turn("reading the keys");
      else if (event.key === "r" && writable && data && numbered("1", data)) turn("rejecting");
      else if (event.key === "w") remark.current?.focus();
      else if (event.key === "g") other.current?.focus();
      else {
        const choice = data && chosenBy(event.key, data);
        if (!choice) return;
        void answer(choice);
      }
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });

  // The button that was pressed is gone: who reads with the keyboard goes on with the next case.
  useEffect(() => {
    if (data && moved && !typing(document.activeElement)) box.current?.focus();
  }, [data]);

  // What was decided meanwhile is no mistake of hers: on to the next.
  useEffect(() => {
    if (problem?.kind === "NotFound") onGone("The next one was decided meanwhile.");
  }, [problem]);

  if (problem) return <Trouble problem={problem} />;
  if (!data) return <p role="status">Reading the case.</p>;
  const decide = { able: writable && !busy, answer: (choice: Choice) => void answer(choice) };
  return (
    <div class="case" ref={box} tabIndex={-1}>
      {"pair" in data ? (
        <OnePair pair={data} {...decide} />
      ) : (
        <OneCase one={data} other={other} {...decide} />
      )}
      <p role="status" class="rejecting">{mode === "rejecting" ? "Which number is it not? Esc takes that back." : ""}</p>
      {mode === "reading the keys" && <Help pairs={"pair" in data} onClose={() => turn("deciding")} />}
      {wrong && <Trouble problem={wrong} />}
      {standing && (
        <Overrule
          decided={standing.decided}
          yes={() => void answer(standing.choice, true)}
          no={() => setStanding(null)}
        />
      )}
      <div class="who">
        <label class="field">
          Your name
          <input
            ref={who}
            value={by}
            disabled={!writable}
            maxLength={100}
            autocomplete="name"
            onInput={(event) => onBy(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          Note (w): it goes with the answer
          <input
            ref={remark}
            value={note}
            disabled={!writable}
            maxLength={2000}
            onInput={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
            }}
          />
        </label>
        <button type="button" disabled={!writable} onClick={onUndo}>
          Undo the last answer <kbd>u</kbd>
        </button>
        <button type="button" onClick={() => turn("reading the keys")}>
          Keys <kbd>?</kbd>
        </button>
      </div>
    </div>
  );
}

function Overrule({ decided, yes, no }: { decided: string[]; yes: () => void; no: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="overrule" aria-labelledby="overrule-title" onClose={no}>
      <h2 id="overrule-title">That was decided before</h2>
      <ul>
        {decided.map((text) => (
          <li dir="auto" key={text}>
            {text}
          </li>
        ))}
      </ul>
      <div class="tools">
        <button type="button" onClick={() => dialog.current?.close()}>
          Leave it as it is
        </button>
        <button type="button" onClick={yes}>
          Overrule that
        </button>
      </div>
    </dialog>
  );
}

function key(line: Line): string {
  return irisOf(line).join(" ");
}

function remembered(otherwise: string): string {
  try {
    return localStorage.getItem(NAME) ?? otherwise;
  } catch {
    return otherwise; // a browser may forbid it
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // Then she is asked again.
  }
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && Boolean(target.closest("input, textarea, select, dialog"));
}

/** Nothing waits: what looks for more, and how that is done beside this server. */
function Nothing({ filter, writable, store }: {
  filter: { kind: Kind; type: string; source: string };
  writable: boolean;
  store: string;
}) {
  const there = filter.type || filter.source ? " there" : "";
  if (filter.kind === "pairs") return <p>No pair is proposed{there}.</p>;
  return (
    <div class="nothing">
      <p>
        Nothing waits for a person{there}: either nothing was looked for yet, or all of it is decided. What looks
        for Wikidata items is <code>reelgraph link -s {store}</code>.
      </p>
      <p>
        While a store is served, nothing else writes to it: end this server first (Ctrl-C), look for the items, then start
        it again with <code>reelgraph serve --write -s {store}</code>{writable ? "" : ", to decide here"}.
      </p>
    </div>
  );
}

/** The folder as a command line names it; STORE where a server, a file or nothing of a plain name is served. */
function storeOf(graph: Graph | undefined): string {
  const place = graph?.place ?? "";
  if (!/^[\p{L}\p{N}\p{M}_./\\:@%+, -]+$/u.test(place) || /^https?:|\.\w{2,5}$|^in memory$|^-/.test(place)) return "STORE";
  return /[ ,]/.test(place) ? `"${place}"` : place;
}
