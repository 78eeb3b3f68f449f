// The picture: vis-network keeps the view, the dragging and what is under the pointer. Lines,
// shapes and labels are drawn here, at the same size on the screen whatever the zoom.

const element = (id) => document.getElementById(id);
// The page as it was written, before this script changes it: "Save a copy" starts from it.
const PAGE = "<!doctype html>\n" + document.documentElement.outerHTML;
const FIGURE = JSON.parse(element("figure").textContent);
const STYLE = FIGURE.style;
const NODES = FIGURE.nodes;
const EDGES = FIGURE.edges;
const LABEL = 12, SMALL = 11, ALWAYS_NAMED = 14;

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const theme = () => (dark.matches ? STYLE.dark : STYLE.light);

// What the reader changed: where nodes were dragged, what is hidden, and the notes.
const arrangement = Object.assign(
  { positions: {}, hidden: [], notes: {}, off: [] }, JSON.parse(element("arrangement").textContent));
const off = new Set(arrangement.off);
const hidden = new Set(arrangement.hidden);
const chosen = { node: null, edge: null, over: null, found: new Set() };

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
function place(node) {
  const moved = arrangement.positions[node.iri];
  const [x, y] = moved || [node.x, node.y];
  return turned ? { x: y, y: x } : { x, y };
}

// Marks, in pixels of the screen.

let view = { scale: 1, x: 0, y: 0 };
const onScreen = (at) => ({ x: at.x * view.scale + view.x, y: at.y * view.scale + view.y });
const grow = () => Math.min(1.3, Math.max(0.62, view.scale));
const radius = (node) => node.size * grow();

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
function drawNode(number, ctx, x, y) {
  const node = NODES[number];
  // vis-network draws nodes in its own units: the radius is divided by the zoom.
  const size = radius(node) / view.scale;
  return {
    drawNode() {
      ctx.save();
      ctx.translate(x, y);
      ctx.scale(1 / view.scale, 1 / view.scale);
      // No line shines through a pale node.
      ctx.beginPath();
      ctx.arc(0, 0, 0.9 * radius(node), 0, 2 * Math.PI);
      ctx.fillStyle = theme().page;
      ctx.fill();
      ctx.globalAlpha = lit && !lit.has(number) ? 0.2 : 1;
      shape(ctx, node.type, 0, 0, radius(node));
      const marked = chosen.node === number || chosen.over === "node " + number;
      if (node.ring || marked) {
        ctx.beginPath();
        ctx.arc(0, 0, radius(node) + 4.5, 0, 2 * Math.PI);
        ctx.strokeStyle = marked ? theme().link : theme().text;
        ctx.lineWidth = 2;
        ctx.stroke();
      }
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
    const over = chosen.edge === number || chosen.over === "edge " + number;
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    ctx.lineTo(end.x, end.y);
    ctx.strokeStyle = over ? theme().link : lit && isLitEdge(number) ? theme().text : theme().edge;
    ctx.lineWidth = look.width * Math.min(1.15, grow()) + (over ? 1.2 : 0);
    ctx.setLineDash(look.dashes);
    ctx.lineCap = look.cap;
    ctx.globalAlpha = (facts.every((fact) => fact.unsure) ? STYLE.pale : 1)
      * (isLitEdge(number) || over ? 1 : 0.13);
    ctx.stroke();
  });
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function drawYears(ctx, height) {
  let before = -Infinity;
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
    write(ctx, text, mark, height - 12, SMALL, { colour: theme().muted });
  });
}

// Labels: the important first, none over another.

function write(ctx, text, x, y, size, { colour = theme().text, weight = 400, slant = "", align = "center" } = {}) {
  ctx.font = `${slant} ${weight} ${size}px ${STYLE.font}`;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = theme().page;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

const shorten = (text, limit) => {
  const characters = [...text];
  return characters.length <= limit ? text : characters.slice(0, limit - 1).join("").trimEnd() + "…";
};
function wrap(text, limit, most) {
  const lines = [""];
  text.split(" ").forEach((word) => {
    const last = lines.length - 1;
    if (!lines[last] || lines[last].length + word.length < limit || lines.length === most) {
      lines[last] = (lines[last] + " " + word).trim();
    } else lines.push(word);
  });
  return lines.map((line) => shorten(line, limit));
}

const widths = new Map();
function widthOf(ctx, text, size, weight) {
  const key = size + " " + weight + " " + text;
  if (!widths.has(key)) {
    ctx.font = `${weight} ${size}px ${STYLE.font}`;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function drawLabels(ctx, width, height) {
  const shown = NODES.map((node, number) => number).filter((n) => !nodes.get(n).hidden);
  const where = new Map(shown.map((n) => [n, onScreen(at[n])]));
  const inView = shown.filter((n) => {
    const p = where.get(n);
    return p.x > -20 && p.x < width + 20 && p.y > -20 && p.y < height + 20;
  });
  const taken = [];
  const obstacles = inView.map((n) => {
    const { x, y } = where.get(n), r = radius(NODES[n]) * 0.9;
    return [x - r, y - r, x + r, y + r, n];
  });
  const wanted = (n) => chosen.over === "node " + n || chosen.node === n;
  const rank = (n) => (wanted(n) ? -3e6 : lit && lit.has(n) ? -2e6 : NODES[n].ring ? -1e6 : 0) + n;
  const most = inView.length > 60 ? (width * height) / 7000 : Infinity;
  let named = 0;
  const order = [...inView].sort((a, b) => rank(a) - rank(b));
  const firm = new Set(order.slice(0, ALWAYS_NAMED));
  order.forEach((n, place) => {
    const node = NODES[n];
    if (!wanted(n) && (named >= most || (lit && !lit.has(n)))) return;
    const note = arrangement.notes[node.iri];
    const weight = node.ring || wanted(n) ? 600 : 400;
    const lines = FIGURE.kind === "path" ? wrap(node.label, 20, 2) : [shorten(node.label, wanted(n) ? 60 : 26)];
    if (note) lines.push(shorten(note, 44));
    const broad = Math.max(...lines.map((line) => widthOf(ctx, line, LABEL, weight))) + 4;
    const high = lines.length * LABEL * 1.2;
    const { x, y } = where.get(n);
    const gap = radius(node) + (node.ring || wanted(n) ? 9 : 3);
    const slid = Math.min(Math.max(x - broad / 2, 1), width - broad - 1); // at the edge of the picture
    const places = [
      [x - broad / 2, y + gap, "center"], [x - broad / 2, y - gap - high, "center"],
      [x + gap + 1, y - high / 2, "left"], [x - gap - 1 - broad, y - high / 2, "right"],
      [slid, y + gap, "center"], [slid, y - gap - high, "center"]];
    let found = null;
    for (const others of place < ALWAYS_NAMED ? [obstacles, obstacles.filter((o) => firm.has(o[4]))] : [obstacles]) {
      found = places.find(([left, top]) => {
        const box = [left, top, left + broad, top + high];
        return left >= 0 && top >= 0 && box[2] <= width && box[3] <= height
          && !taken.some((other) => meet(box, other)) && !others.some((other) => other[4] !== n && meet(box, other));
      });
      if (found) break;
    }
    if (!found && wanted(n)) found = [Math.min(Math.max(places[0][0], 0), width - broad), ...places[0].slice(1)];
    if (!found) return;
    named += 1;
    const [left, top, align] = found;
    taken.push([left, top, left + broad, top + high]);
    const anchor = align === "center" ? left + broad / 2 : align === "left" ? left + 2 : left + broad - 2;
    lines.forEach((line, row) => {
      const isNote = note && row === lines.length - 1;
      write(ctx, line, anchor, top + LABEL * 1.2 * (row + 0.5), LABEL,
        { weight: isNote ? 400 : weight, slant: isNote ? "italic" : "", align });
    });
  });
  drawLineLabels(ctx, taken.concat(obstacles));
}

function drawLineLabels(ctx, taken) {
  EDGES.forEach((edge, number) => {
    const facts = visibleFacts(edge);
    if (!facts.length || edges.get(number).hidden || edge.from === edge.to || !isLitEdge(number)) return;
    const start = onScreen(at[edge.from]), end = onScreen(at[edge.to]);
    const room = Math.hypot(end.x - start.x, end.y - start.y);
    const mark = facts.some((fact) => fact.unsure) ? " ?" : "";
    const over = chosen.edge === number || chosen.over === "edge " + number;
    let lines = [];
    if (FIGURE.rolesBesideLines || over || (chosen.node !== null && room > 90)) {
      lines = wrap(inWords(facts) + mark, 22, 3);
    } else if (mark) lines = ["?"];
    else if (facts.length > 1 && room > 60) lines = ["×" + facts.length];
    if (!lines.length || room < 26) return;
    const broad = Math.max(...lines.map((line) => widthOf(ctx, line, SMALL, 400))) + 4;
    const high = lines.length * SMALL * 1.2;
    const places = [0.5, 0.42, 0.58, 0.34, 0.66].map((part) => {
      const x = start.x + part * (end.x - start.x), y = start.y + part * (end.y - start.y);
      return { x, y, box: [x - broad / 2, y - high / 2, x + broad / 2, y + high / 2] };
    });
    const free = places.find(({ box }) => !taken.some((other) => meet(box, other)));
    const found = free || (over ? places[0] : null);
    if (!found) return;
    taken.push(found.box);
    lines.forEach((line, row) => write(ctx, line, found.x, found.y - high / 2 + SMALL * 1.2 * (row + 0.5),
      SMALL, { colour: theme().muted }));
  });
}

function inWords(facts) {
  const roles = [...new Set(facts.map((fact) => fact.role))];
  const characters = [...new Set(facts.map((fact) => fact.character).filter(Boolean))];
  if (characters.length) roles.push("as " + characters.join(" / "));
  return roles.join(", ");
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
