// How two are connected, and who says so: in words first, then as a picture, then as a table.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { go, useAddress } from "../address";
import { useAnswer, useGraph } from "../asking";
import { CardPanel } from "../card";
import { EdgeTable } from "../graph/edge_table";
import { LinePanel } from "../graph/line_panel";
import { numbered } from "../graph/evidence";
import { ExportMenu, type Exported } from "../graph/export_menu";
import type { Places } from "../graph/layout";
import { keyOf, modelOf, NOTHING_HIDDEN, shownOf, type Line, type Model } from "../graph/model";
import { NetworkView } from "../graph/network_view";
import { useStyle, type Style } from "../graph/style";
import { withSheet } from "../sheet";
import { Trouble } from "../problem";
import { SourceList } from "../sources";
import type { Network, Path as Found, Problem } from "../types";
import sheet from "sheet:../graph/graph.css";
import { Beginning } from "./beginning";
import { Asking } from "./form";
import { change, stateOf, type State } from "./state";
import { PathWords } from "./words";

export default function Path() {
  const { parameters } = useAddress();
  const text = parameters.toString();
  const state = useMemo(() => stateOf(new URLSearchParams(text)), [text]);
  const { style } = useStyle();
  const { data: graph } = useGraph();
  useEffect(() => void withSheet(sheet), []);
  const { data, problem, waiting } = useAnswer<Found>(
    state.from && state.to ? "api/path" : null,
    {
      from: state.from,
      to: state.to,
      role: state.roles.join(","),
      years: state.years,
      include: state.include,
      skip_hubs: state.hubs,
      all: state.all ? "1" : "",
    },
  );
  const ends = data ? ([data.paths[0]?.[0], data.paths[0]?.at(-1)] as const) : undefined;
  const found = (iri: string | undefined) => data?.network.nodes.find((node) => node.iri === iri);
  return (
    <section class="path">
      <h1 tabIndex={-1}>How are two connected, and who says so?</h1>
      <Asking state={state} graph={graph} first={found(ends?.[0])} last={found(ends?.[1])} />
      {!(state.from && state.to) && <Beginning />}
      {waiting && <p class="muted" role="status">Looking for the shortest path …</p>}
      {problem && <Loosen problem={problem} state={state} />}
      {data && style && <Result found={data} state={state} style={style} />}
    </section>
  );
}

/** How many paths are told at first. */
const FIRST = 10;

/** No path, or a name that means several: what could be done about it. */
function Loosen({ problem, state }: { problem: Problem; state: State }) {
  const candidates = problem.candidates ?? [];
  const meant = candidates.length > 0 ? endMeant(problem, state) : "from";
  const ways: [string, Partial<State>][] = [
    ...(state.roles.length ? [["in any role", { roles: [] }] as [string, Partial<State>]] : []),
    ...(state.years ? [["in all years", { years: "" }] as [string, Partial<State>]] : []),
    ...(state.hubs ? [["through hubs too", { hubs: "" }] as [string, Partial<State>]] : []),
    ...(!state.include ? [["with weak and hedged claims", { include: "weak,hedged" }] as [string, Partial<State>]] : []),
  ];
  return (
    <>
      <Trouble problem={problem} onChoose={(one) => change(state, { [meant]: one.iri })} />
      {candidates.length === 0 && problem.kind === "NotFound" && (
        <p class="buttons">
          Look again{" "}
          {ways.map(([text, changes]) => (
            <button type="button" key={text} onClick={() => change(state, changes)}>{text}</button>
          ))}
        </p>
      )}
    </>
  );
}

/** Which of the two names the server asks about: the one that is no IRI and stands in its words. */
function endMeant(problem: Problem, state: State): "from" | "to" {
  if (/^[a-z][\w+.-]*:/i.test(state.from)) return "to";
  if (/^[a-z][\w+.-]*:/i.test(state.to)) return "from";
  return problem.message.toLowerCase().includes(state.from.toLowerCase()) ? "from" : "to";
}

function Result({ found, state, style }: { found: Found; state: State; style: Style }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [most, setMost] = useState(FIRST);
  const [selected, setSelected] = useState<string | null>(null);
  const [line, setLine] = useState<string | null>(null);
  const places = useRef<Places>(new Map());
  useEffect(() => {
    setChosen(null);
    setSelected(null);
    setLine(null);
  }, [found]);
  const paths = chosen === null ? found.paths : [found.paths[chosen] ?? []];
  const network = useMemo(() => part(found.network, paths), [found, chosen]);
  const model = useMemo(() => modelOf(network, style), [network, style]);
  const shown = useMemo(() => shownOf(model, NOTHING_HIDDEN, paths[0] ?? []), [model]);
  const focus = useMemo(() => [paths[0]?.[0], paths[0]?.at(-1)].filter((iri) => iri !== undefined), [found]);
  const nodes = useMemo(() => new Map(found.network.nodes.map((node) => [node.iri, node])), [found]);
  const numbers = useMemo(() => numbered(found.sources), [found]);
  const ends = focus.map((iri) => nodes.get(iri)?.label ?? iri);
  const hops = (found.paths[0]?.length ?? 1) - 1;
  const what = (): Exported => ({
    nodes: [...shown.nodes],
    focus,
    path: paths,
    all: state.all,
    ...(state.roles.length ? { roles: state.roles } : {}),
    ...(state.years ? { years: state.years } : {}),
    ...(state.include ? { include: state.include } : {}),
    ...(state.hubs ? { skipHubs: Number(state.hubs) } : {}),
  });
  const choose = (iri: string | null) => {
    setSelected(iri);
    setLine(null);
  };
  const chooseLine = (one: Line) => {
    setLine(one.key);
    setSelected(null);
  };
  const title = `From ${ends[0]} to ${ends[1] ?? ends[0]}`;
  return (
    <>
      <div class="bar">
        <p role="status">
          {hops === 0 ? "Both are the same." : `${hops} ${hops === 1 ? "step" : "steps"} apart.`}{" "}
          {found.total > 1 && (state.all
            ? `${found.paths.length.toLocaleString("en")} of ${found.total.toLocaleString("en")} shortest paths.`
            : `One of ${found.total.toLocaleString("en")} shortest paths.`)}{" "}
          {found.total > 1 && !state.all && (
            <button type="button" onClick={() => change(state, { all: true })}>Show all</button>
          )}
        </p>
        <div class="buttons">
          <button type="button" onClick={() => go("explore", { node: focus })}>Explore from here</button>
          <ExportMenu what={what} places={() => places.current} title={title} />
        </div>
      </div>
      <div class="told">
        <div>
          <ol class={found.paths.length > 1 ? "paths" : "paths single"}>
            {found.paths.slice(0, most).map((path, number) => (
              <li key={path.join(" ")} class={chosen === number ? "chosen" : ""}>
                <PathWords path={path} nodes={nodes} said={found.evidence} numbers={numbers} open={number === 0} />
                {found.paths.length > 1 && (
                  <button type="button" aria-pressed={chosen === number} onClick={() => setChosen(chosen === number ? null : number)}>
                    {chosen === number ? "Draw all" : "Draw only this"}
                  </button>
                )}
              </li>
            ))}
          </ol>
          {found.paths.length > most && (
            <button type="button" onClick={() => setMost(found.paths.length)}>
              Show {(found.paths.length - most).toLocaleString("en")} more paths
            </button>
          )}
        </div>
        <section>
          <h2>Who says so</h2>
          <SourceList sources={found.sources} />
        </section>
      </div>
      {hops > 0 && (
        <>
          <h2>As a picture</h2>
          <div class={paths.length === 1 ? "one-lane" : ""}>
            <NetworkView
              network={network} focus={focus} selected={selected} line={line} lanes label={title}
              onSelect={choose}
              onExpand={(iri) => go("explore", { node: iri, select: iri })}
              onLine={chooseLine}
              onPlaces={(at) => (places.current = at)}
            />
          </div>
          <Pointed
            model={model} line={line} selected={selected}
            onOpen={(iri) => {
              if (!nodes.has(iri)) return go("explore", { node: iri, select: iri });
              choose(iri);
            }}
            onClose={() => setLine(null)}
          />
          <h2>As a table</h2>
          <EdgeTable model={model} shown={shown} line={line} onLine={chooseLine} onSelect={choose} />
        </>
      )}
    </>
  );
}

/** What is said of the line or the entity that was clicked. */
function Pointed({ model, line, selected, onOpen, onClose }: {
  model: Model;
  line: string | null;
  selected: string | null;
  onOpen: (iri: string) => void;
  onClose: () => void;
}) {
  const chosen = model.lines.find((one) => one.key === line);
  if (chosen) {
    return <div class="pointed"><LinePanel line={chosen} model={model} onClose={onClose} onSelect={onOpen} /></div>;
  }
  if (selected) return <div class="pointed"><CardPanel iri={selected} onOpen={onOpen} /></div>;
  return <p class="muted hint">Click a line to see who says so, an entity to read about it.</p>;
}

/** The part of a network that some paths go through. */
function part(network: Network, paths: readonly string[][]): Network {
  const nodes = new Set(paths.flat());
  const hops = new Set(paths.flatMap((path) => path.slice(1).map((iri, place) => keyOf(path[place]!, iri))));
  return {
    nodes: network.nodes.filter((node) => nodes.has(node.iri)),
    edges: network.edges.filter((edge) => hops.has(keyOf(edge.from, edge.to))),
    total: nodes.size,
  };
}
