// Between whom, and what counts on the way.

import { Search } from "../search";
import type { Entity, Graph } from "../types";
import { named } from "../graph/model";
import { Years } from "../explore/years";
import { change, type State } from "./state";

export function Asking({ state, graph, first, last }: {
  state: State;
  graph: Graph | undefined;
  first: Entity | undefined;
  last: Entity | undefined;
}) {
  const turn = (role: string) => change(state, {
    roles: state.roles.includes(role) ? state.roles.filter((one) => one !== role) : [...state.roles, role],
  });
  return (
    <div class="asking">
      <div class="ends">
        <End label="From" given={state.from} found={first} onChoose={(one) => change(state, { from: one.iri })} />
        <button
          type="button" class="swap" aria-label="Swap the two" disabled={!state.from && !state.to}
          onClick={() => change(state, { from: state.to, to: state.from })}
        >
          ⇄
        </button>
        <End label="To" given={state.to} found={last} onChoose={(one) => change(state, { to: one.iri })} />
      </div>
      <details class="filters" open={Boolean(state.roles.length || state.years || state.include || state.hubs)}>
        <summary>What counts on the way</summary>
        {graph && (
          <p class="chips" role="group" aria-label="Only these roles">
            {graph.roles.map((role) => (
              <button type="button" class="chip" key={role} aria-pressed={state.roles.includes(role)} onClick={() => turn(role)}>
                {role}
              </button>
            ))}
          </p>
        )}
        <p class="buttons">
          <Years years={state.years} span={graph?.years ?? null} onChange={(years) => change(state, { years })} />
          <Tick text="weak and hedged claims too (?)" on={state.include !== ""} onTurn={(on) => change(state, { include: on ? "weak,hedged" : "" })} />
          <Tick text="not through hubs (more than 200 credits)" on={state.hubs !== ""} onTurn={(on) => change(state, { hubs: on ? "200" : "" })} />
          <Tick text="all shortest paths" on={state.all} onTurn={(all) => change(state, { all })} />
        </p>
      </details>
    </div>
  );
}

function End({ label, given, found, onChoose }: {
  label: string;
  given: string;
  found: Entity | undefined;
  onChoose: (one: Entity) => void;
}) {
  const chosen = found ? named(found) : /^[a-z][\w+.-]*:\S+$/i.test(given) ? "" : given;
  return (
    <div class="end">
      <Search label={label} labelled value={chosen} placeholder="a person or a film" onChoose={onChoose} />
    </div>
  );
}

function Tick({ text, on, onTurn }: { text: string; on: boolean; onTurn: (on: boolean) => void }) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => onTurn(event.currentTarget.checked)} /> {text}
    </label>
  );
}
