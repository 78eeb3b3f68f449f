// The picture: vis-network keeps the view, the dragging and what is under the pointer. Lines,
// shapes and labels are drawn here, at the same size on the screen whatever the zoom.

const STYLE = FIGURE.style;
const LABEL = 12, SMALL = 11, ALWAYS_NAMED = 14;

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let printing = false; // images are light
const theme = () => (dark.matches && !printing ? STYLE.dark : STYLE.light);

// What follows from the state, worked out once for each change.
let off, hidden, notesOn;
const pair = (a, b) => [a, b].sort().join(" ");
const endsOf = (edge) => pair(NODES[edge.from].iri, NODES[edge.to].iri);
function derive() {
  off = new Set(state.off);
  hidden = new Set(state.hidden);
  notesOn = new Map();
  state.notes.forEach((note, place) => {
    const subject = note.node || (note.edge && pair(...note.edge));
    if (subject) notesOn.set(subject, { text: note.text, number: place + 1 });
  });
}
derive();

const chosen = { node: null, edge: null, place: null, over: null, found: new Set() };

const neighbours = NODES.map(() => new Set());
EDGES.forEach((edge, number) => {
  neighbours[edge.from].add(number);
  neighbours[edge.to].add(number);
});

const visibleFacts = (edge) => edge.facts.filter(
  (fact) => !off.has("role " + fact.role) && !(fact.unsure && off.has("status unsure")));

function isShown(number) {
  const node = NODES[number];
  if (hidden.has(node.iri) || off.has("type " + node.type)) return false;
  const lines = [...neighbours[number]];
  return node.ring || !lines.length || lines.some((line) => visibleFacts(EDGES[line]).length);
}

// In a frame that is higher than broad, the picture is turned.
const container = element("picture");
const turned = (() => {
  const spread = (axis) => Math.max(...NODES.map((n) => n[axis])) - Math.min(...NODES.map((n) => n[axis]));
  return NODES.length > 1 && !FIGURE.years.length && container.clientWidth < container.clientHeight
    && spread("x") > spread("y");
})();
const asPoint = ([x, y]) => (turned ? { x: y, y: x } : { x, y });
const asPlace = ({ x, y }) => (turned ? [y, x] : [x, y]).map((n) => Math.round(n * 10) / 10);
const place = (node) => asPoint(state.positions[node.iri] || [node.x, node.y]);

// Marks, in pixels of the screen.

let view = { scale: 1, x: 0, y: 0 };
const onScreen = (at) => ({ x: at.x * view.scale + view.x, y: at.y * view.scale + view.y });
const grow = () => Math.min(1.3, Math.max(0.62, view.scale));
// Of many nodes each is small until it is looked at from near.
const smallest = 0.62 * Math.min(1, Math.sqrt(STYLE.crowd / NODES.length));
const radius = (node) => Math.max(1.6, node.size * Math.min(1.3, Math.max(smallest, view.scale)));

function shape(ctx, type, x, y, size) {
  const look = STYLE.types[type];
  const thick = Math.max(1.6, 0.32 * size);
  const r = look.fill === "solid" ? size : size - thick / 2;
  ctx.beginPath();
  if (look.shape === "circle") ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (look.shape === "square") ctx.roundRect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r, 0.36 * r);
  else STYLE.corners[look.shape].forEach(([a, b]) => ctx.lineTo(x + a * r, y + b * r));
  ctx.closePath();
  ctx.fillStyle = look.fill === "solid" ? look.colour : theme().page;
  ctx.fill();
  if (look.fill !== "solid") {
    ctx.strokeStyle = look.colour;
    ctx.lineWidth = thick;
    ctx.lineJoin = "round";
    ctx.stroke();
  }
  if (look.fill === "dotted") {
    ctx.beginPath();
    ctx.arc(x, y, 0.28 * r, 0, 2 * Math.PI);
    ctx.fillStyle = look.colour;
    ctx.fill();
  }
}

// A node of the chosen's neighbourhood is lit; with nothing chosen, all are.
function litNodes() {
  if (chosen.node !== null) {
    const lit = new Set([chosen.node]);
    neighbours[chosen.node].forEach((n) => lit.add(EDGES[n].from).add(EDGES[n].to));
    return lit;
  }
  if (chosen.edge !== null) return new Set([EDGES[chosen.edge].from, EDGES[chosen.edge].to]);
  return chosen.found.size ? chosen.found : null;
}
const isLitEdge = (number) => {
  if (chosen.node !== null) return neighbours[chosen.node].has(number);
  if (chosen.edge !== null) return chosen.edge === number;
  return !chosen.found.size;
};

let lit = null;
function paintNode(number, ctx, x, y) {
  const node = NODES[number];
  // No line shines through a pale node.
  ctx.beginPath();
  ctx.arc(x, y, 0.9 * radius(node), 0, 2 * Math.PI);
  ctx.fillStyle = theme().page;
  ctx.fill();
  ctx.globalAlpha = lit && !lit.has(number) ? 0.2 : 1;
  shape(ctx, node.type, x, y, radius(node));
  const marked = !printing && (chosen.node === number || chosen.over === "node " + number);
  if (node.ring || marked) {
    ctx.beginPath();
    ctx.arc(x, y, radius(node) + 4.5, 0, 2 * Math.PI);
    ctx.strokeStyle = marked ? theme().link : theme().text;
    ctx.lineWidth = 2;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function drawNode(number, ctx, x, y) {
  const node = NODES[number];
  // vis-network draws nodes in its own units: the radius is divided by the zoom.
  const size = radius(node) / view.scale;
  return {
    drawNode() {
      ctx.save();
      ctx.translate(x, y);
      ctx.scale(1 / view.scale, 1 / view.scale);
      paintNode(number, ctx, 0, 0);
      ctx.restore();
    },
    nodeDimensions: { width: 2 * size, height: 2 * size },
  };
}

const leading = (facts) => facts.reduce((best, fact) => {
  const rank = (f) => STYLE.roles[f.role].rank + (f.unsure ? 100 : 0);
  return rank(fact) < rank(best) ? fact : best;
});

let at = {};
function drawLines(ctx) {
  EDGES.forEach((edge, number) => {
    const facts = visibleFacts(edge);
    if (!facts.length || edges.get(number).hidden || edge.from === edge.to) return;
    const look = STYLE.roles[leading(facts).role];
    const start = onScreen(at[edge.from]), end = onScreen(at[edge.to]);
    const over = !printing && (chosen.edge === number || chosen.over === "edge " + number);
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    ctx.lineTo(end.x, end.y);
    ctx.strokeStyle = over ? theme().link : lit && isLitEdge(number) ? theme().text : theme().edge;
    // Of many lines each is fine and pale, but not the few that are looked at.
    const ink = over || lit ? { width: 1, opacity: 1 } : STYLE.ink;
    ctx.lineWidth = look.width * Math.min(1.15, grow()) * ink.width + (over ? 1.2 : 0);
    ctx.setLineDash(look.dashes);
    ctx.lineCap = look.cap;
    ctx.globalAlpha = ink.opacity * (facts.every((fact) => fact.unsure) ? STYLE.pale : 1)
      * (isLitEdge(number) || over ? 1 : 0.13);
    ctx.stroke();
  });
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function drawYears(ctx, height) {
  let before = -Infinity, end = Infinity;
  if (FIGURE.lane) {
    const [left, right] = FIGURE.lane.map((x) => onScreen({ x, y: 0 }).x);
    ctx.globalAlpha = STYLE.lane;
    ctx.fillStyle = theme().line;
    ctx.fillRect(left, 0, right - left, height - 20);
    ctx.globalAlpha = 1;
    const start = Math.min(left, container.clientWidth - widthOf(ctx, FIGURE.noYear, SMALL, 400) - 4);
    write(ctx, FIGURE.noYear, start, height - 12, SMALL, { colour: theme().muted, align: "left" });
    end = start - 18;
  }
  FIGURE.years.forEach(([x, text]) => {
    const mark = onScreen({ x, y: 0 }).x;
    if (mark - before < 44) return;
    before = mark;
    ctx.beginPath();
    ctx.moveTo(mark, 0);
    ctx.lineTo(mark, height - 20);
    ctx.strokeStyle = theme().line;
    ctx.lineWidth = 1;
    ctx.stroke();
    if (mark <= end) write(ctx, text, mark, height - 12, SMALL, { colour: theme().muted });
  });
}

// The network of vis-network; its own lines are there for the pointer only.

const nodes = new vis.DataSet(NODES.map((node, number) => ({
  id: number, ...place(node), size: node.size, shape: "custom",
  ctxRenderer: ({ ctx, x, y }) => drawNode(number, ctx, x, y),
})));
const edges = new vis.DataSet(EDGES.map((edge, number) => ({
  id: number, from: edge.from, to: edge.to, width: 2,
})));
const ALL = NODES.map((node, number) => number);
// Notes on no entity are nodes of their own, so that they are dragged like the others.
const loose = () => state.notes.flatMap((note, number) => (note.at ? [{ note, number, id: "note " + number }] : []));
function arrangeNotes() {
  const wanted = loose().map(({ note, id }) => ({
    id, ...asPoint(note.at), shape: "custom", ctxRenderer: () => ({ drawNode() {}, nodeDimensions: sizeOfNote(note) }) }));
  const kept = new Set(wanted.map((note) => note.id));
  nodes.remove(nodes.getIds().filter((id) => typeof id === "string" && !kept.has(id)));
  nodes.update(wanted);
}
const unseen = "rgba(0,0,0,0)";
const network = new vis.Network(container, { nodes, edges }, {
  physics: false,
  layout: { randomSeed: 1, improvedLayout: false },
  nodes: { chosen: false },
  edges: { smooth: false, chosen: false, color: { color: unseen, highlight: unseen, hover: unseen } },
  // The wheel scrolls the page until the reader has clicked into the picture.
  interaction: { hover: true, tooltipDelay: 150, zoomView: false, keyboard: false, selectConnectedEdges: false },
});

function inPixels(ctx, paint) {
  const ratio = ctx.canvas.width / ctx.canvas.clientWidth || 1;
  const now = ctx.getTransform();
  view = { scale: now.a / ratio, x: now.e / ratio, y: now.f / ratio };
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(ctx.canvas.clientWidth, ctx.canvas.clientHeight);
  ctx.restore();
}
network.on("beforeDrawing", (ctx) => inPixels(ctx, (width, height) => {
  at = network.getPositions(ALL);  // without the list, the hidden would be missing
  lit = litNodes();
  drawYears(ctx, height);
  drawLines(ctx);
}));
network.on("afterDrawing", (ctx) => inPixels(ctx, (width, height) => drawLabels(ctx, width, height)));
