// A case: what is known here beside what is known there, with the evidence in words and weights.

import { useState } from "preact/hooks";
import type { RefObject } from "preact";
import { Link } from "../address";
import { useAnswer } from "../asking";
import type { Candidate, Case, Choice, PairCase, Reason, Side } from "./types";

interface Deciding {
  able: boolean;
  answer: (choice: Choice) => void;
}

const REASONS = 6;

/** An entity and the items that it may be. */
export function OneCase({
  one,
  other,
  able,
  answer,
}: Deciding & { one: Case; other: RefObject<HTMLInputElement | null> }) {
  const [item, setItem] = useState("");
  return (
    <>
      <div class="here">
        <Known side={one} />
        <Said title="Decided before" lines={one.decided} />
        <Said title="Searched" lines={one.searched ? [one.searched] : []} />
        <Said title="Seen by" lines={one.looks} />
      </div>
      <ol class="candidates">
        {one.candidates.map((candidate, place) => (
          <li key={candidate.item}>
            <Offered candidate={candidate} number={place + 1} able={able} answer={answer} />
          </li>
        ))}
      </ol>
      {one.more > 0 && <p>And {one.more} less likely, shown when these are rejected.</p>}
      <div class="tools">
        {one.candidates.length > 0 && (
          <button type="button" disabled={!able} onClick={() => answer({ choice: "none of these" })}>
            None of these <kbd>n</kbd>
          </button>
        )}
        <button type="button" disabled={!able} onClick={() => answer({ choice: "no item" })}>
          It has no item <kbd>x</kbd>
        </button>
        <button type="button" disabled={!able} onClick={() => answer({ choice: "skip" })}>
          Not sure <kbd>s</kbd>
        </button>
        <form
          class="other"
          onSubmit={(event) => {
            event.preventDefault();
            answer({ choice: "accept", item });
          }}
        >
          <label>
            Another item <kbd>g</kbd>{" "}
            <input
              ref={other}
              value={item}
              placeholder="Q42"
              size={10}
              disabled={!able}
              onInput={(event) => setItem(event.currentTarget.value)}
            />
          </label>
          <button type="submit" disabled={!able || !item.trim()}>
            It is this one
          </button>
        </form>
      </div>
      <Why iri={one.entity.iri} />
    </>
  );
}

/** Two entities that may be one. */
export function OnePair({ pair, able, answer }: Deciding & { pair: PairCase }) {
  return (
    <>
      <div class="sides">
        {pair.pair.map((side) => (
          <div class="here" key={side.entity.iri}>
            <Known side={side} />
          </div>
        ))}
      </div>
      <p>Are they one? Score {pair.score}</p>
      <ul>
        {pair.reasons.map((reason) => (
          <li dir="auto" key={reason}>
            {reason}
          </li>
        ))}
      </ul>
      <Said title="Seen by" lines={pair.looks} />
      <div class="tools">
        <button type="button" disabled={!able} onClick={() => answer({ choice: "same" })}>
          They are one <kbd>y</kbd>
        </button>
        <button type="button" disabled={!able} onClick={() => answer({ choice: "different" })}>
          They are two <kbd>n</kbd>
        </button>
        <button type="button" disabled={!able} onClick={() => answer({ choice: "skip" })}>
          Not sure <kbd>s</kbd>
        </button>
      </div>
    </>
  );
}

function Known({ side }: { side: Side }) {
  const { entity, facts } = side;
  return (
    <>
      <h2 dir="auto">
        <Link to="explore" parameters={{ node: entity.iri }}>
          {entity.year ? `${entity.label} (${entity.year})` : entity.label}
        </Link>{" "}
        <small>{entity.type}</small>
      </h2>
      <dl>
        {facts.map(([head, text]) => (
          <div key={head}>
            <dt>{head}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
        <div>
          <dt>here</dt>
          <dd class="iri">{entity.curie}</dd>
        </div>
      </dl>
    </>
  );
}

function Offered({
  candidate,
  number,
  able,
  answer,
}: Deciding & { candidate: Candidate; number: number }) {
  const { item, id, label, url, score, state, reasons, taken } = candidate;
  const [all, setAll] = useState(false);
  const shown = all ? reasons : reasons.slice(0, REASONS);
  return (
    <article aria-label={`${id} ${label}`}>
      <h3>
        {url ? (
          <a href={url} rel="noreferrer" target="_blank">
            {id}
          </a>
        ) : (
          id
        )}{" "}
        <span dir="auto">{label || "(no name there)"}</span>
      </h3>
      <p class="score">
        score {score}
        {state && `, ${state}`}
      </p>
      <ul class="reasons">
        {shown.map((reason) => (
          <Evidence reason={reason} key={`${reason.words} ${reason.weight}`} />
        ))}
      </ul>
      {reasons.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          {reasons.length - shown.length} weaker reasons
        </button>
      )}
      {taken && (
        <p class="taken">
          Already accepted for{" "}
          <Link to="explore" parameters={{ node: taken.iri }}>
            {taken.label}
          </Link>
        </p>
      )}
      <div class="tools">
        <button
          type="button"
          class="main"
          disabled={!able}
          onClick={() => answer({ choice: "accept", item })}
        >
          It is this one <kbd>{number}</kbd>
        </button>
        <button type="button" disabled={!able} onClick={() => answer({ choice: "reject", item })}>
          It is not <kbd>r {number}</kbd>
        </button>
      </div>
    </article>
  );
}

function Evidence({ reason }: { reason: Reason }) {
  const sign = { "1": "for", "0": "silent", "-1": "against" }[String(reason.side)];
  const weight = reason.side === 0 ? "" : ` (${reason.weight > 0 ? "+" : "−"}${Math.abs(reason.weight).toFixed(1)})`;
  return (
    <li class={sign}>
      <span class="how">
        {reason.how}
        {weight}
      </span>{" "}
      <span dir="auto">{reason.words}</span>
    </li>
  );
}

function Said({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <div class="said-before">
      <strong>{title}</strong>
      <ul>
        {lines.map((line) => (
          <li dir="auto" key={line}>
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Why({ iri }: { iri: string }) {
  const [open, setOpen] = useState(false);
  const { data } = useAnswer<{ text: string }>(open ? "api/review/explanation" : null, { iri });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All reasons, and what was decided when</summary>
      {data && <pre class="why">{data.text}</pre>}
    </details>
  );
}
