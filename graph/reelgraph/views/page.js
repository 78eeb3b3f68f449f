// The picture under the reader's hands: the view, the legend, the search, pointer and keys.

const moving = () => (still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" });
const visible = () => ALL.filter((n) => !nodes.get(n).hidden);

function fit(numbers = visible(), animation = moving()) {
  if (!numbers.length || container.clientWidth < 40) return; // the picture may not be laid out yet
  const places = Object.values(network.getPositions([...numbers, ...loose().map((note) => note.id)]));
  const xs = places.map((p) => p.x), ys = places.map((p) => p.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  // The margin is for the labels.
  const side = Math.min(60, container.clientWidth / 8);
  const scale = Math.min(1.8, (container.clientWidth - 2 * side) / Math.max(1, right - left),
    (container.clientHeight - 76) / Math.max(1, bottom - top));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation });
}

// The place in the view that is farthest from what is drawn there.
function freePlace() {
  const points = [...visible(), ...loose().map((note) => note.id)].map((n) => network.getPosition(n));
  EDGES.filter((edge, number) => !edges.get(number).hidden).forEach((edge) => {
    const start = network.getPosition(edge.from), end = network.getPosition(edge.to);
    for (let part = 0.1; part < 1; part += 0.1) {
      points.push({ x: start.x + part * (end.x - start.x), y: start.y + part * (end.y - start.y) });
    }
  });
  const drawn = points.map((point) => network.canvasToDOM(point));
  let best = null, most = -1;
  for (let row = 1; row < 8; row += 1) {
    for (let column = 2; column < 9; column += 1) {
      const spot = { x: (container.clientWidth * (column + 2)) / 14, y: (container.clientHeight * row) / 8 };
      const nearest = Math.min(1e9, ...drawn.map((p) => Math.hypot((p.x - spot.x) / 3, p.y - spot.y)));
      if (nearest > most) [best, most] = [spot, nearest];
    }
  }
  return asPlace(network.DOMtoCanvas(best));
}

function bring(number) {
  const { x, y } = network.canvasToDOM(network.getPosition(number));
  if (x < 20 || y < 20 || x > container.clientWidth - 20 || y > container.clientHeight - 20) {
    network.moveTo({ position: network.getPosition(number), animation: moving() });
  }
}

const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: moving() });

// Whatever was changed: all that shows it is brought in line.

const allShown = element("shown").textContent;
function apply() {
  derive();
  arrangeNotes();
  nodes.update(NODES.map((node, number) => ({ id: number, hidden: !isShown(number), ...place(node) })));
  edges.update(EDGES.map((edge, number) => ({
    id: number, hidden: !visibleFacts(edge).length || !isShown(edge.from) || !isShown(edge.to) })));
  const count = visible().length;
  element("shown").textContent = count === NODES.length ? allShown : `${count.toLocaleString("en")} of ${FIGURE.total.toLocaleString("en")} shown`;
  document.querySelectorAll("#legend button").forEach((button) => {
    button.setAttribute("aria-pressed", String(!off.has(`${button.dataset.kind} ${button.dataset.name}`)));
  });
  offerHiding();
  element("undo").disabled = !past.length;
  element("reset").disabled = !isEdited();
  element("unsaved").hidden = !isUnsaved();
  writeEdits(document.documentElement);
  listNotes();
  listHidden();
  fillTable();
  network.redraw();
}

// The legend is the filter.

element("legend").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { kind, name } = button.dataset;
  change(`${name} ${off.has(`${kind} ${name}`) ? "shown" : "switched off"}`, (next) => {
    const entries = new Set(next.off);
    if (!entries.delete(`${kind} ${name}`)) entries.add(`${kind} ${name}`);
    next.off = [...entries];
  });
});

// The search lights what it finds; Enter goes to the first.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const search = element("search");
search.addEventListener("input", () => {
  const words = plain(search.value.trim());
  chosen.found = new Set(words ? visible().filter((n) => plain(NODES[n].label).includes(words)) : []);
  choose({});
});
function endSearch() {
  search.value = "";
  chosen.found = new Set();
}
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && chosen.found.size) {
    const [first] = chosen.found;
    choose({ node: first });
    bring(first);
    container.focus();
  }
});

// Keys and pointer.

function walk(direction) {
  const from = chosen.node ?? visible()[0];
  if (from === undefined) return;
  const here = network.getPosition(from);
  let best = null, least = Math.PI / 2;
  neighbours[from].forEach((line) => {
    const other = EDGES[line].from === from ? EDGES[line].to : EDGES[line].from;
    if (nodes.get(other).hidden || other === from) return;
    const there = network.getPosition(other);
    const turn = Math.abs(Math.atan2(there.y - here.y, there.x - here.x) - direction);
    const angle = Math.min(turn, 2 * Math.PI - turn);
    if (angle < least) [best, least] = [other, angle];
  });
  const next = chosen.node === null ? from : best;
  if (next !== null) { choose({ node: next }); bring(next); }
}
const ARROWS = { ArrowRight: 0, ArrowDown: Math.PI / 2, ArrowLeft: Math.PI, ArrowUp: -Math.PI / 2 };
container.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const direction = ARROWS[event.key];
  if (direction !== undefined) {
    event.preventDefault();
    if (event.shiftKey) push(direction);
    else walk(direction);
  }
  if (event.key === "Enter" && chosen.node !== null) fit([...litNodes()]);
  if (event.key === "+") zoom(1.3);
  if (event.key === "-") zoom(1 / 1.3);
  if (["Delete", "Backspace", "h", "H"].includes(event.key)) hideChosen();
  if (event.key === "n" || event.key === "N") { event.preventDefault(); writeNote(); }
});
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea");
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !writing) { event.preventDefault(); undo(); }
  if (event.key === "Escape" && writing && writing !== search) { container.focus(); return; }
  if (event.key === "Escape") { endSearch(); choose({}); fit(); }
  if (event.key === "/" && !writing) { event.preventDefault(); search.focus(); }
});
container.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }));
container.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }));
container.addEventListener("pointerdown", () => container.focus({ preventScroll: true }));

const numberOfNote = (id) => (typeof id === "string" ? Number(id.slice(5)) : null); // "note 3"
const isNote = (id) => typeof id === "string";
network.on("click", ({ nodes: [node], edges: [edge] }) => {
  if (isNote(node)) choose({ place: state.notes[numberOfNote(node)].at });
  else choose({ node: node ?? null, edge: node === undefined ? edge ?? null : null });
});
network.on("doubleClick", ({ nodes: [node], edges: [edge], pointer }) => {
  if (node === undefined && edge === undefined) { choose({ place: asPlace(pointer.canvas) }); startNote(); }
});
network.on("hoverNode", ({ node }) => { chosen.over = isNote(node) ? node : "node " + node; network.redraw(); });
network.on("hoverEdge", ({ edge }) => { chosen.over = "edge " + edge; network.redraw(); });
["blurNode", "blurEdge"].forEach((left) => network.on(left, () => { chosen.over = null; network.redraw(); }));
network.on("dragEnd", ({ nodes: moved }) => moved.forEach((id) => moveTo(id, asPlace(network.getPosition(id)))));

element("fit").addEventListener("click", () => fit());
element("closer").addEventListener("click", () => zoom(1.3));
element("farther").addEventListener("click", () => zoom(1 / 1.3));
