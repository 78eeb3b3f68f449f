// The graph: click to select, double click or Enter to expand, the legend to filter.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAddress } from "../address";
import { useAnswer, useGraph } from "../asking";
import { CardPanel } from "../card";
import { EdgeTable } from "../graph/edge_table";
import { ExportMenu, type Exported } from "../graph/export_menu";
import type { Places } from "../graph/layout";
import { Legend } from "../graph/legend";
import { LinePanel } from "../graph/line_panel";
import { keyOf, modelOf, named, shownOf, type Hidden, type Line, type Model, type Shown } from "../graph/model";
import { hasWebGL, NetworkView } from "../graph/network_view";
import { useStyle, type Style } from "../graph/style";
import { withSheet } from "../sheet";
import { Trouble } from "../problem";
import { Search } from "../search";
import type { Network } from "../types";
import sheet from "sheet:../graph/graph.css";
import { Beginning } from "./beginning";
import { Chosen } from "./chosen";
import { change, MOST, SHOWN, stateOf, toggled, UNSURE, type State } from "./state";
import { Years } from "./years";

export default function Explore() {
  const { parameters } = useAddress();
  const text = parameters.toString();
  const state = useMemo(() => stateOf(new URLSearchParams(text)), [text]);
  const { style } = useStyle();
  useEffect(() => void withSheet(sheet), []);
  const { data, problem, waiting } = useAnswer<Network>(
    state.nodes.length ? "api/neighbours" : null,
    {
      iri: state.nodes,
      role: state.roles.join(","),
      type: state.types.join(","),
      years: state.years,
      include: state.include,
      skip_hubs: state.hubs,
      limit: state.limit,
    },
    { keep: true },
  );
  if (!state.nodes.length) return <Beginning />;
  if (problem) return <section class="explore"><h1 tabIndex={-1}>Explore</h1><Trouble problem={problem} /></section>;
  if (!data || !style) return <p class="muted" role="status">Looking for neighbours …</p>;
  return <Explorer state={state} network={data} style={style} waiting={waiting} />;
}

interface Inside {
  state: State;
  network: Network;
  style: Style;
  waiting: boolean;
}

function Explorer({ state, network, style, waiting }: Inside) {
  const graph = useGraph().data;
  const places = useRef<Places>(new Map());
  const [view, setView] = useState<"picture" | "table">(() => (hasWebGL() ? "picture" : "table"));
  const model = useMemo(() => modelOf(network, style), [network, style]);
  const focus = useMemo(
    () => network.nodes.filter((node) => node.distance === 0 || state.nodes.includes(node.iri)).map((node) => node.iri),
    [network, state.nodes],
  );
  const hidden = useMemo<Hidden>(() => ({
    types: new Set(state.off),
    roles: new Set(state.off),
    nodes: new Set(state.hide),
    unsure: false,
    only: state.only && state.select ? state.select : null,
  }), [state]);
  const shown = useMemo(() => shownOf(model, hidden, focus), [model, hidden, focus]);
  const unlisted = useMemo(
    () => shownOf(model, { ...hidden, types: new Set(), roles: new Set() }, focus).nodes.size - shown.nodes.size,
    [model, hidden, shown],
  );
  const line = chosenLine(model, state.line);
  // With nothing chosen, the one that all stand around is what is read about.
  const node = model.nodes.get(state.select || (state.nodes.length === 1 ? focus[0] ?? "" : ""));
  const more = useMemo(() => marks(model, network, focus), [model, network, focus]);

  const select = (iri: string | null) => {
    if ((iri ?? "") === state.select && !state.line) return;
    change(state, { select: iri ?? "", line: "", only: iri ? state.only : false }, { replace: true });
  };
  const open = (iri: string) => (model.nodes.has(iri)
    ? change(state, { select: iri, line: "" })
    : change(state, { nodes: [...state.nodes, iri], select: iri, line: "" }));
  const expand = (iri: string) => {
    if (!state.nodes.includes(iri)) change(state, { nodes: [...state.nodes, iri], select: iri, line: "" });
  };
  const chooseLine = (one: Line) => change(state, { line: `${one.from} ${one.to}`, select: "", only: false }, { replace: true });
  const title = `Around ${focus.slice(0, 4).map((iri) => named(model.nodes.get(iri))).join(", ")}`;

  return (
    <section class="explore">
      <h1 class="unseen" tabIndex={-1}>Explore: {title}</h1>
      <div class="bar">
        <Search label="Add an entity" clears placeholder="add a person or a film" onChoose={(one) => open(one.iri)} />
        <div class="buttons">
          <button type="button" aria-pressed={state.byYear} onClick={() => change(state, { byYear: !state.byYear })}>
            Years from left to right
          </button>
          <CopyLink />
          <ExportMenu what={() => exported(state, shown, model, focus)} places={() => places.current} title={title} />
        </div>
      </div>
      <div class="split">
        <div class="middle">
          <p class="status-line" role="status">
            {told(network, shown, unlisted, waiting)}{" "}
            {network.total > network.nodes.length && state.limit < MOST && (
              <button type="button" onClick={() => change(state, { limit: Math.min(MOST, state.limit + SHOWN) })}>
                Show more
              </button>
            )}
            {(state.hide.length > 0 || state.off.length > 0 || state.only) && (
              <button type="button" onClick={() => change(state, { hide: [], off: [], only: false })}>Show what is hidden</button>
            )}
          </p>
          <Only state={state} />
          {state.byYear && (
            <p class="hint">
              Works stand at their year; all others among their works.
              {model.undated.size > 0 && " Year unknown: in the lane at the right."}
            </p>
          )}
          <NetworkView
            network={network} focus={focus} selected={state.select || null} line={line?.key ?? null}
            hidden={hidden} years={state.byYear} more={more} label={title}
            onSelect={select} onExpand={expand} onLine={chooseLine}
            onPlaces={(found) => (places.current = found)}
          />
          <details class="filters" open={innerWidth > 900}>
            <summary>Legend and filters</summary>
            <Legend
              model={model} style={style} off={new Set(state.off)} focus={focus}
              onOff={(off) => change(state, { off })}
            />
            <div class="buttons">
              <Years years={state.years} span={graph?.years ?? null} onChange={(years) => change(state, { years })} />
              <label>
                <input
                  type="checkbox" checked={state.include !== ""}
                  onChange={(event) => change(state, { include: event.currentTarget.checked ? UNSURE : "" })}
                />{" "}
                less certain claims (?)
              </label>
            </div>
          </details>
          <details class="twin" open={view === "table"} onToggle={(event) => setView(event.currentTarget.open ? "table" : "picture")}>
            <summary>The same as a table</summary>
            {view === "table" && <EdgeTable model={model} shown={shown} line={line?.key ?? null} onLine={chooseLine} onSelect={open} />}
          </details>
        </div>
        <aside class="side" aria-label="Details">
          {line ? (
            <LinePanel line={line} model={model} onClose={() => select(null)} onSelect={(iri) => open(iri)} />
          ) : node ? (
            <>
              {!state.select && <Hint />}
              <Chosen node={node} state={state} />
              <CardPanel iri={node.iri} onOpen={open} />
            </>
          ) : (
            <Hint />
          )}
        </aside>
      </div>
    </section>
  );
}

function Hint() {
  return (
    <p class="muted hint">
      Click an entity to read about it, a line to see who says so. A double click or Enter shows the neighbours.
    </p>
  );
}

/** What a link asked to see only; a click takes it back. */
function Only({ state }: { state: State }) {
  const chips: [string, Partial<State>][] = [
    ...state.roles.map((role): [string, Partial<State>] => [`only ${role}`, { roles: toggled(state.roles, role) }]),
    ...state.types.map((type): [string, Partial<State>] => [`only ${type}`, { types: toggled(state.types, type) }]),
    ...(state.hubs ? [[`no hubs above ${state.hubs}`, { hubs: "" }] as [string, Partial<State>]] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <p class="chips">
      {chips.map(([text, changes]) => (
        <button type="button" key={text} class="chip" aria-label={`${text}: take back`} onClick={() => change(state, changes)}>
          {text} ×
        </button>
      ))}
    </p>
  );
}

function CopyLink() {
  const [said, setSaid] = useState("");
  const copy = () => {
    navigator.clipboard.writeText(location.href).then(
      () => setSaid("Copied"),
      () => setSaid("The browser does not let this page copy: take the address from its bar"),
    );
    setTimeout(() => setSaid(""), 4000);
  };
  return (
    <>
      <button type="button" onClick={copy}>Copy link</button>
      <span role="status" class="muted">{said}</span>
    </>
  );
}

function chosenLine(model: Model, ends: string): Line | undefined {
  const [from, to] = ends.split(" ");
  if (!from || !to) return undefined;
  const key = keyOf(from, to);
  return model.beside.get(from)?.find((line) => line.key === key);
}

/** "+312 more" below what was expanded and is not shown whole. */
function marks(model: Model, network: Network, focus: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  if (network.total <= network.nodes.length) return found;
  for (const iri of focus) {
    const left = (model.nodes.get(iri)?.degree ?? 0) - (model.beside.get(iri)?.length ?? 0);
    if (left > 0) found.set(iri, `+${left.toLocaleString("en")} more`);
  }
  return found;
}

/** How much is shown, and what hides the rest: the legend, or a choice made by hand. */
function told(network: Network, shown: Shown, unlisted: number, waiting: boolean): string {
  if (waiting) return "Looking for neighbours …";
  const text = (count: number) => count.toLocaleString("en");
  const here = network.nodes.length, all = Math.max(network.total, here);
  const apart = here - unlisted - shown.nodes.size;
  if (shown.nodes.size === all) return `All ${text(all)} shown`;
  return [
    all > here ? `${text(shown.nodes.size)} of ${text(all)} shown` : `${text(shown.nodes.size)} shown`,
    ...(unlisted > 0 ? [`${text(unlisted)} hidden by the legend`] : []),
    ...(apart > 0 ? [`${text(apart)} hidden by hand`] : []),
  ].join(", ");
}

function exported(state: State, shown: Shown, model: Model, focus: readonly string[]): Exported {
  const nodes = [...shown.nodes];
  const left = new Set([...shown.lines.values()].flat());
  const hiding = state.off.length > 0 || state.hide.length > 0 || state.only;
  const found: Exported = { nodes, focus: focus.filter((iri) => shown.nodes.has(iri)) };
  const off = new Set(state.off);
  const roles = [...new Set(model.lines.flatMap((line) => line.roles))];
  if (state.roles.length || roles.some((role) => off.has(role))) found.roles = state.roles.length && !hiding ? state.roles : [...left];
  if (state.types.length) found.types = state.types;
  if (state.years) found.years = state.years;
  if (state.include) found.include = state.include;
  if (state.hubs) found.skipHubs = Number(state.hubs);
  if (state.byYear) found.byYear = true;
  if (!hiding && model.total <= model.nodes.size) found.depth = 1;
  return found;
}
