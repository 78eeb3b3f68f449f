// How are two people connected? Two names, and the way to the view that answers.

import { useState } from "preact/hooks";

import { go, Link } from "../address";
import { get } from "../api";
import { asProblem } from "../asking";
import { Trouble } from "../problem";
import { Search } from "../search";
import type { Entity, Problem } from "../types";

type Side = "from" | "to";
/** What was chosen from a list, or the text as it was typed. */
type Given = Entity | string;
const SIDES: readonly Side[] = ["from", "to"];
const AT_FIRST = { from: { text: "", times: 0 }, to: { text: "", times: 0 } };

/** The form; left empty, it asks for what its fields show. */
export function Connected({ people }: { people: readonly Entity[] }) {
  const [given, setGiven] = useState<Record<Side, Given>>({ from: "", to: "" });
  // What a field is given anew, and how often: what is typed is not sent back while more is typed.
  const [meant, setMeant] = useState<Record<Side, { text: string; times: number }>>(AT_FIRST);
  const [troubles, setTroubles] = useState<{ side: Side; problem: Problem }[]>([]);
  const examples: Record<Side, Entity | undefined> = { from: people[0], to: people[1] };
  const { from, to } = examples;
  const untouched = SIDES.every((side) => given[side] === "");
  const set = (side: Side, value: Given) => {
    setGiven((before) => ({ ...before, [side]: value }));
    setTroubles((before) => before.filter((one) => one.side !== side));
  };

  const put = (side: Side, entity: Entity) => {
    set(side, entity);
    setMeant((before) => ({ ...before, [side]: { text: entity.label, times: before[side].times + 1 } }));
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const found: Partial<Record<Side, string>> = {};
    const wrong: { side: Side; problem: Problem }[] = [];
    for (const side of SIDES) {
      const one = (untouched && examples[side]) || given[side];
      try {
        if (one === "") throw new Error(`Which two? The ${side === "from" ? "first" : "second"} name is missing.`);
        found[side] = typeof one === "string" ? await iriOf(one) : one.iri;
      } catch (error) {
        wrong.push({ side, problem: asProblem(error) });
      }
    }
    setTroubles(wrong);
    if (wrong.length === 0) go("path", found);
  };
  return (
    <section class="box" aria-labelledby="connected">
      <h2 id="connected">How are two people connected?</h2>
      <form class="two" onSubmit={submit}>
        {SIDES.map((side) => {
          const { text, times } = meant[side];
          return (
            <Search
              key={`${side} ${times}`}
              label={side === "from" ? "From" : "To"}
              labelled
              placeholder={examples[side]?.label ?? "A name"}
              value={text}
              onChoose={(entity) => set(side, entity)}
              onChange={(text) => set(side, text)}
            />
          );
        })}
        <button type="submit" class="main">Show how</button>
      </form>
      {troubles.map(({ side, problem }) => (
        <Trouble key={side} problem={problem} onChoose={(entity) => put(side, entity)} />
      ))}
      {from && to && (
        <p class="examples">
          For example:
          <Link to="path" parameters={{ from: from.iri, to: to.iri }} class="button">
            <bdi>{from.label}</bdi> and <bdi>{to.label}</bdi>
          </Link>
        </p>
      )}
    </section>
  );
}

/** The IRI of the one entity that a name means. */
async function iriOf(name: string): Promise<string> {
  return (await get<{ entity: Entity }>("api/find", { name })).entity.iri;
}
