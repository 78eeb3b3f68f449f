// The picture itself: sigma and graphology, told what to show and telling what was pointed at.
//
// This module needs WebGL as soon as it is loaded: network_view.tsx looks for it first.

import Graph from "graphology";
import Sigma from "sigma";
import { drawYears } from "./axis";
import { drawLabels, type Spot, type Stroke } from "./labels";
import type { Place, Places } from "./layout";
import type { Line, Model, Shown } from "./model";
import { edgeProgram } from "./edge_program";
import { fillNumber, nodeProgram, shapeNumber, type Ground } from "./node_program";
import { inkOf, motionReduced, nodeSize, onTheme, roleStyle, themeNow, typeStyle, type Style } from "./style";

export interface Events {
  onNode(iri: string): void;
  onExpand(iri: string): void;
  onLine(line: Line): void;
  onNothing(): void;
  onMoved(places: Places): void;
}

export interface Scene {
  model: Model;
  shown: Shown;
  places: Places;
  focus: readonly string[];
  selected: string | null;
  /** The key of the line that is chosen. */
  line: string | null;
  /** Years at the bottom; works keep theirs when they are dragged. */
  years: boolean;
  /** What stands below the name of a node. */
  more: ReadonlyMap<string, string>;
  /** Whether each line says its role. */
  said: boolean;
}

const SMALLEST_SCALE = 0.04, LARGEST_SCALE = 12;

export class Stage {
  private graph = emptyGraph();
  private readonly sigma: Sigma;
  private readonly ground: Ground = { page: [1, 1, 1], ring: [0, 0, 0], mark: [0, 0, 0] };
  private readonly endTheme: () => void;
  private readonly pen: CanvasRenderingContext2D;
  /** Draws below the nodes. */
  private readonly under: CanvasRenderingContext2D;
  private readonly watch: ResizeObserver;
  private scene: Scene | null = null;
  private order: string[] = [];
  private hovered: string | null = null;
  private hoveredLine: string | null = null;
  private dragged: string | null = null;
  private touched = false;
  private box = { width: 1, height: 1 };

  constructor(
    private readonly container: HTMLElement,
    private readonly style: Style,
    private readonly events: Events,
  ) {
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      renderLabels: false,
      stagePadding: 0,
      zIndex: true,
      defaultNodeType: "node",
      defaultEdgeType: "line",
      nodeProgramClasses: { node: nodeProgram(style, this.ground) as never },
      edgeProgramClasses: { line: edgeProgram() as never },
      defaultDrawNodeHover: () => undefined,
      minCameraRatio: 1 / LARGEST_SCALE,
      maxCameraRatio: 1 / SMALLEST_SCALE,
      // As large on the screen as in the saved pictures, a little larger when near.
      zoomToSizeRatioFunction: (ratio) => 1 / Math.min(1.3, Math.max(0.62, 1 / ratio)),
      inertiaDuration: motionReduced() ? 0 : 200,
      zoomDuration: motionReduced() ? 0 : 150,
    });
    this.pen = this.sigma.getCanvases()["labels"]!.getContext("2d")!;
    this.under = this.sigma.getCanvases()["edgeLabels"]!.getContext("2d")!;
    this.sigma.on("afterRender", () => this.drawNames());
    this.listen();
    this.endTheme = onTheme(() => this.paint());
    this.measure();
    this.watch = new ResizeObserver(() => {
      if (container.clientWidth === this.box.width && container.clientHeight === this.box.height) return;
      this.measure();
      if (this.scene) this.fit(false);
    });
    this.watch.observe(container);
  }

  /** Show another scene; what stands already keeps its place on the screen. */
  set(scene: Scene): void {
    const first = this.scene === null;
    // Along the years, everything stands elsewhere.
    const turned = !first && this.scene?.years !== scene.years;
    const known = new Set(this.graph.nodes());
    this.scene = scene;
    const degree = (iri: string) => scene.model.beside.get(iri)!.length;
    const focus = new Set(scene.focus);
    this.order = [...scene.model.nodes.keys()].sort(
      (a, b) => Number(focus.has(b)) - Number(focus.has(a)) || degree(b) - degree(a) || (a < b ? -1 : 1),
    );
    this.paint();
    const added = [...scene.shown.nodes].filter((iri) => !known.has(iri));
    if (first || turned || !this.inView(added)) this.fit(!first && !turned);
  }

  /** Another choice or filter over the same nodes and places. */
  update(scene: Scene): void {
    this.scene = scene;
    this.paint();
  }

  /** Bring all that is shown into view. */
  fit(moving = true): void {
    if (!this.scene) return;
    const at = [...this.scene.shown.nodes].map((iri) => this.scene!.places.get(iri)!).filter(Boolean);
    if (at.length === 0) return;
    const xs = at.map((place) => place.x), ys = at.map((place) => place.y);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    const { width, height } = this.box;
    const margin = Math.min(140, width / 4);
    const ratio = Math.max(
      (right - left) / Math.max(60, width - margin),
      (bottom - top) / Math.max(60, height - 90),
      1 / 1.4,
    );
    const whole = Math.max(width, height);
    const state = {
      x: 0.5 + (left + right) / 2 / whole,
      y: 0.5 - (top + bottom) / 2 / whole,
      ratio: Math.min(1 / SMALLEST_SCALE, ratio),
      angle: 0,
    };
    if (moving && !motionReduced()) void this.sigma.getCamera().animate(state, { duration: 200 });
    else this.sigma.getCamera().setState(state);
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    const ratio = camera.getBoundedRatio(camera.ratio / factor);
    if (motionReduced()) camera.setState({ ratio });
    else void camera.animate({ ratio }, { duration: 150 });
  }

  /** Move the picture until a node can be seen. */
  reveal(iri: string): void {
    if (this.inView([iri])) return;
    const data = this.sigma.getNodeDisplayData(iri);
    if (!data) return;
    const state = { x: data.x, y: data.y };
    if (motionReduced()) this.sigma.getCamera().setState(state);
    else void this.sigma.getCamera().animate(state, { duration: 200 });
  }

  kill(): void {
    this.watch.disconnect();
    this.endTheme();
    this.sigma.kill();
  }

  private measure(): void {
    const width = Math.max(1, this.container.clientWidth), height = Math.max(1, this.container.clientHeight);
    this.box = { width, height };
    // One unit of the graph is one pixel of the screen while nothing is zoomed.
    this.sigma.setCustomBBox({ x: [-width / 2, width / 2], y: [-height / 2, height / 2] });
    this.sigma.refresh();
  }

  private inView(iris: readonly string[]): boolean {
    return iris.every((iri) => {
      const place = this.scene?.places.get(iri);
      if (!place) return true;
      const { x, y } = this.onScreen(place);
      return x > 10 && y > 10 && x < this.box.width - 10 && y < this.box.height - 10;
    });
  }

  private onScreen(place: Place): Place {
    return this.sigma.graphToViewport({ x: place.x, y: -place.y });
  }

  /** Which nodes are near what is chosen; null where nothing is. */
  private lit(): Set<string> | null {
    const scene = this.scene!;
    if (scene.line) {
      const line = scene.model.lines.find((one) => one.key === scene.line);
      return line ? new Set([line.from, line.to]) : null;
    }
    if (!scene.selected || !scene.shown.nodes.has(scene.selected)) return null;
    const lit = new Set([scene.selected]);
    for (const line of scene.model.beside.get(scene.selected) ?? []) {
      if (scene.shown.lines.has(line.key)) lit.add(line.from).add(line.to);
    }
    return lit.size > 1 ? lit : null;
  }

  /** Give every node and line its look. */
  private paint(): void {
    const { scene, style } = this;
    const theme = themeNow(style);
    this.ground.page = rgb(theme.page);
    this.ground.ring = rgb(theme.text);
    this.ground.mark = rgb(theme.link);
    if (!scene) return;
    const lit = this.lit();
    const focus = new Set(scene.focus);
    const among = scene.model.nodes.size;
    // A new graph at once is quicker than telling sigma of each change, and never half told.
    const graph = emptyGraph();
    for (const [iri, node] of scene.model.nodes) {
      const look = typeStyle(style, node.type);
      const chosen = scene.selected === iri;
      const { x, y } = scene.places.get(iri) ?? { x: 0, y: 0 };
      graph.addNode(iri, {
        x,
        y: -y,
        label: node.label,
        hidden: !scene.shown.nodes.has(iri),
        size: nodeSize(style, Math.max(node.degree, scene.model.beside.get(iri)!.length), among),
        color: look.colour,
        shape: shapeNumber(look.shape),
        fill: fillNumber(look.fill),
        ring: chosen ? 2 : focus.has(iri) ? 1 : 0,
        alpha: lit && !lit.has(iri) ? 0.25 : 1,
        zIndex: chosen ? 3 : focus.has(iri) ? 2 : lit?.has(iri) ? 1 : 0,
      });
    }
    const faint = inkOf(style, scene.shown.lines.size), full = inkOf(style, 1);
    for (const line of scene.model.lines) {
      const { key, from, to } = line;
      if (from === to) continue;
      const roles = scene.shown.lines.get(key);
      const look = roleStyle(style, roles?.[0] ?? "");
      const chosen = scene.line ? scene.line === key : scene.selected === from || scene.selected === to;
      const ink = chosen && lit ? full : faint;
      graph.addEdgeWithKey(key, from, to, {
        hidden: !roles || !scene.shown.nodes.has(from) || !scene.shown.nodes.has(to),
        size: look.width * (scene.line === key ? 1.6 : 1) * ink.width,
        color: scene.line === key ? theme.link : chosen && lit ? theme.text : theme.edge,
        dashes: look.dashes,
        round: look.cap === "round" ? 1 : 0,
        alpha: ink.opacity * (line.unsure ? style.pale : 1) * (lit !== null && !chosen ? 0.2 : 1),
        zIndex: chosen ? 1 : 0,
      });
    }
    this.graph = graph;
    this.sigma.setGraph(graph);
  }

  private drawNames(): void {
    const { scene, sigma, style } = this;
    const { width, height } = sigma.getDimensions();
    this.pen.clearRect(0, 0, width, height);
    if (!scene) return;
    const theme = themeNow(style);
    this.under.clearRect(0, 0, width, height);
    if (scene.years) {
      const years = this.years();
      drawYears(this.under, years, years.size > 0 ? this.lane() : null, height, style, theme);
    };
    const lit = this.lit();
    const focus = new Set(scene.focus);
    const spots: Spot[] = [];
    for (const iri of this.order) {
      if (!scene.shown.nodes.has(iri)) continue;
      const node = scene.model.nodes.get(iri)!;
      const { x, y } = this.onScreen(scene.places.get(iri)!);
      const pointed = iri === this.hovered || iri === scene.selected;
      const size = sigma.getNodeDisplayData(iri)?.size ?? 8;
      spots.push({
        iri,
        text: node.year && (scene.said || pointed || focus.has(iri)) ? `${node.label} (${node.year})` : node.label,
        more: scene.more.get(iri) ?? "",
        x,
        y,
        radius: sigma.scaleSize(size),
        always: pointed || (focus.has(iri) && focus.size <= 12),
        strong: pointed || focus.has(iri),
        pale: lit !== null && !lit.has(iri),
      });
    }
    const rank = (spot: Spot) => (spot.iri === this.hovered || spot.iri === scene.selected ? 0 : lit?.has(spot.iri) ? 1 : focus.has(spot.iri) ? 2 : 3);
    spots.sort((a, b) => rank(a) - rank(b));
    drawLabels(this.pen, { width, height }, spots, this.strokes(lit), style, theme);
  }

  /** What is written beside lines: roles where there is room, "?" and "×2" where there is little. */
  private strokes(lit: Set<string> | null): Stroke[] {
    const scene = this.scene!;
    const found: Stroke[] = [];
    for (const line of scene.model.lines) {
      const roles = scene.shown.lines.get(line.key);
      if (!roles || !scene.shown.nodes.has(line.from) || !scene.shown.nodes.has(line.to)) continue;
      const pointed = this.hoveredLine === line.key || scene.line === line.key;
      const beside = scene.selected === line.from || scene.selected === line.to;
      if (lit && !pointed && !beside) continue;
      const mark = line.unsure ? " ?" : "";
      const text = scene.said || pointed || (beside && lit && lit.size < 30)
        ? roles.join(", ") + mark
        : line.unsure ? "?" : roles.length > 1 ? `×${roles.length}` : "";
      if (!text) continue;
      const from = this.onScreen(scene.places.get(line.from)!), to = this.onScreen(scene.places.get(line.to)!);
      found.push({ text, from, to, always: pointed });
    }
    return found.sort((a, b) => Number(b.always) - Number(a.always));
  }

  /** Where each year stands on the screen. */
  private years(): Map<number, number> {
    const scene = this.scene!;
    const at = new Map<number, number>();
    for (const [iri, node] of scene.model.nodes) {
      if (node.year !== null) at.set(node.year, this.onScreen(scene.places.get(iri)!).x);
    }
    return at;
  }

  /** Where the works without a year stand on the screen. */
  private lane(): number | null {
    const { model, places } = this.scene!;
    const [one] = model.undated;
    return one === undefined ? null : this.onScreen(places.get(one)!).x;
  }

  private listen(): void {
    const { sigma, events } = this;
    sigma.on("clickNode", ({ node }) => events.onNode(node));
    sigma.on("doubleClickNode", (payload) => {
      payload.preventSigmaDefault();
      events.onExpand(payload.node);
    });
    sigma.on("clickStage", ({ event }) => {
      const line = this.lineAt(event.x, event.y);
      if (line) events.onLine(line);
      else events.onNothing();
    });
    sigma.on("enterNode", ({ node }) => this.hover(node, null));
    sigma.on("leaveNode", () => this.hover(null, null));
    sigma.on("downNode", ({ node }) => {
      this.dragged = node;
      this.touched = false;
    });
    sigma.on("moveBody", ({ event, preventSigmaDefault }) => {
      if (this.dragged) {
        preventSigmaDefault();
        event.original.preventDefault();
        this.drag(this.dragged, sigma.viewportToGraph(event));
      } else if (!this.hovered) {
        this.hover(null, this.lineAt(event.x, event.y)?.key ?? null);
      }
    });
    const drop = () => {
      if (this.dragged && this.touched) events.onMoved(this.scene!.places);
      this.dragged = null;
    };
    sigma.on("upNode", drop);
    sigma.on("upStage", drop);
  }

  private drag(iri: string, to: { x: number; y: number }): void {
    const place = this.scene!.places.get(iri)!;
    const { model, years } = this.scene!;
    const tied = years && (model.nodes.get(iri)!.year !== null || model.undated.has(iri));
    if (!tied) place.x = to.x;
    place.y = -to.y;
    this.touched = true;
    this.graph.mergeNodeAttributes(iri, { x: place.x, y: -place.y });
  }

  private hover(node: string | null, line: string | null): void {
    if (node === this.hovered && line === this.hoveredLine) return;
    this.hovered = node;
    this.hoveredLine = line;
    this.container.style.cursor = node ?? line ? "pointer" : "";
    this.drawNames();
  }

  /** The shown line within a few pixels of a point of the screen. */
  private lineAt(x: number, y: number): Line | undefined {
    const scene = this.scene;
    if (!scene) return undefined;
    let best: Line | undefined;
    let least = 6;
    for (const line of scene.model.lines) {
      if (!scene.shown.lines.has(line.key)) continue;
      const a = this.onScreen(scene.places.get(line.from)!), b = this.onScreen(scene.places.get(line.to)!);
      const long = (b.x - a.x) ** 2 + (b.y - a.y) ** 2 || 1;
      const part = Math.max(0, Math.min(1, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / long));
      const away = Math.hypot(x - a.x - part * (b.x - a.x), y - a.y - part * (b.y - a.y));
      if (away < least) {
        least = away;
        best = line;
      }
    }
    return best;
  }
}

function emptyGraph(): Graph {
  return new Graph({ multi: false, type: "undirected" });
}

function rgb(colour: string): [number, number, number] {
  const value = parseInt(colour.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
