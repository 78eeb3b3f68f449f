// A network as a picture that can be clicked, dragged and walked through with the arrow keys.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Network } from "../types";
import { arrange, type Places } from "./layout";
import { modelOf, named, NOTHING_HIDDEN, shownOf, type Hidden, type Line, type Model, type Shown } from "./model";
import type { Scene, Stage } from "./stage";
import { useStyle, type Style } from "./style";
import { isArrow, neighbourThere } from "./walking";

export interface Props {
  network: Network;
  /** What was asked for: drawn with a ring, and in the middle. */
  focus?: readonly string[];
  selected?: string | null;
  /** The key of the line that is chosen. */
  line?: string | null;
  hidden?: Hidden;
  /** The years run from left to right. */
  years?: boolean;
  /** Draw paths from the first of `focus`, hop after hop. */
  lanes?: boolean;
  /** What stands below the names of some nodes. */
  more?: ReadonlyMap<string, string>;
  /** What the picture is called by a screen reader. */
  label?: string;
  onSelect?: (iri: string | null) => void;
  onExpand?: (iri: string) => void;
  onLine?: (line: Line) => void;
  /** Called with where the nodes stand, whenever that has changed. */
  onPlaces?: (places: Places) => void;
}

const NONE: readonly string[] = [];
const NO_MORE: ReadonlyMap<string, string> = new Map();

export function NetworkView(props: Props) {
  const { style, problem } = useStyle();
  const able = useMemo(hasWebGL, []);
  if (!able) {
    return (
      <p class="picture-none" role="status">
        This browser draws no picture, since WebGL is missing or switched off. The table says the same.
      </p>
    );
  }
  if (problem) return <p class="picture-none" role="alert">The picture cannot be drawn: {problem.message}</p>;
  if (!style) return <div class="picture" aria-busy="true" />;
  return <Drawn {...props} style={style} />;
}

function Drawn(props: Props & { style: Style }) {
  const { network, style, focus = NONE, selected = null, line = null, hidden = NOTHING_HIDDEN } = props;
  const { years = false, lanes = false, more = NO_MORE } = props;
  const box = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage | null>(null);
  const kept = useRef<Places>(new Map());
  const drawn = useRef<unknown>(null);
  const latest = useRef<Props>(props);
  latest.current = props;
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState("");

  const model = useMemo(() => modelOf(network, style), [network, style]);
  const shown = useMemo(() => shownOf(model, hidden, focus), [model, hidden, focus.join(" ")]);
  const mode = `${years} ${lanes ? focus[0] : ""}`;
  const lastMode = useRef(mode);
  const places = useMemo(() => {
    if (lastMode.current !== mode) kept.current = new Map();
    lastMode.current = mode;
    const upright = lanes && (box.current?.clientWidth ?? innerWidth) < 560;
    const from = lanes && focus[0] ? { from: focus[0], upright } : {};
    performance.mark("reelgraph-layout");
    const found = arrange(model, { kept: kept.current, years, ...from });
    performance.measure("reelgraph-layout", "reelgraph-layout");
    // What is gone for now comes back where it stood.
    for (const [iri, place] of found) kept.current.set(iri, place);
    return found;
  }, [model, mode]);
  useEffect(() => latest.current.onPlaces?.(places), [places]);

  useEffect(() => {
    let gone = false;
    void import("./stage").then(({ Stage }) => {
      if (gone || !box.current) return;
      try {
        stage.current = new Stage(box.current, style, {
          onNode: (iri) => latest.current.onSelect?.(iri),
          onExpand: (iri) => latest.current.onExpand?.(iri),
          onLine: (one) => latest.current.onLine?.(one),
          onNothing: () => latest.current.onSelect?.(null),
          onMoved: (moved) => {
            for (const [iri, place] of moved) kept.current.set(iri, place);
            latest.current.onPlaces?.(new Map(moved));
          },
        });
        setReady(true);
      } catch (error) {
        setFailed(String(error));
      }
    });
    return () => {
      gone = true;
      stage.current?.kill();
      stage.current = null;
    };
  }, [style]);

  const said = lanes || model.lines.length <= 14;
  const scene: Scene = { model, shown, places, focus, selected, line, years, more, said };
  useEffect(() => {
    if (!ready || !stage.current) return;
    if (drawn.current === places) stage.current.update(scene);
    else {
      stage.current.set(scene);
      performance.measure("reelgraph-drawn", "reelgraph-layout");
    }
    drawn.current = places;
  }, [ready, model, shown, places, selected, line, more]);
  useEffect(() => {
    if (ready && selected) stage.current?.reveal(selected);
  }, [ready, selected]);

  const keys = (event: KeyboardEvent) => {
    const next = step(event, { model, shown, places, focus, selected });
    if (next !== undefined) {
      event.preventDefault();
      props.onSelect?.(next);
    } else if (event.key === "Enter" && selected) {
      event.preventDefault();
      props.onExpand?.(selected);
    } else if (event.key === "+" || event.key === "-") stage.current?.zoom(event.key === "+" ? 1.4 : 1 / 1.4);
    else if (event.key === "0") stage.current?.fit();
  };
  if (failed) return <p class="picture-none" role="alert">The picture cannot be drawn: {failed}</p>;
  const label = props.label ?? "Network";
  return (
    <div class="picture-frame">
      <div
        class="picture"
        role="application"
        tabIndex={0}
        data-ready={ready}
        aria-label={`${label}: ${shown.nodes.size} entities. Arrow keys go to a neighbour, Enter expands it, Escape leaves it. The table says the same.`}
        onKeyDown={keys}
      >
        <div class="picture-stage" ref={box} aria-hidden="true" />
      </div>
      <p class="unseen" aria-live="polite">{told(model, shown, selected)}</p>
      <div class="picture-tools" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => stage.current?.zoom(1.4)}>+</button>
        <button type="button" aria-label="Zoom out" onClick={() => stage.current?.zoom(1 / 1.4)}>−</button>
        <button type="button" onClick={() => stage.current?.fit()}>Fit</button>
      </div>
    </div>
  );
}

interface Standing {
  model: Model;
  shown: Shown;
  places: Places;
  focus: readonly string[];
  selected: string | null;
}

/** What a key selects; undefined where it selects nothing else. */
function step(event: KeyboardEvent, standing: Standing): string | null | undefined {
  const { model, shown, places, focus, selected } = standing;
  if (event.key === "Escape") return null;
  if (!isArrow(event.key) || event.altKey || event.ctrlKey || event.metaKey) return undefined;
  if (!selected || !shown.nodes.has(selected)) {
    return focus.find((iri) => shown.nodes.has(iri)) ?? [...shown.nodes][0];
  }
  return neighbourThere(model, shown, places, selected, event.key) ?? selected;
}

function told(model: Model, shown: Shown, selected: string | null): string {
  const node = selected ? model.nodes.get(selected) : undefined;
  if (!node || !selected) return "";
  const lines = (model.beside.get(selected) ?? []).filter((line) => shown.lines.has(line.key));
  return `${named(node)}, ${node.type}, ${lines.length} ${lines.length === 1 ? "neighbour" : "neighbours"} shown`;
}

/** Whether this browser can draw the picture. */
export function hasWebGL(): boolean {
  if (typeof WebGL2RenderingContext === "undefined" || typeof WebGLRenderingContext === "undefined") return false;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
