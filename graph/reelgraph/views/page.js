// Everything around the picture: tooltips, the panel, the legend, the search, keys and saving.
// Texts of the data become text nodes only, never HTML.

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
const named = (number) => make("bdi", {}, NODES[number].label);
const yearOf = (number) => (NODES[number].year ? ` (${NODES[number].year})` : "");
const wordsOf = (status) => (status in STYLE.status ? STYLE.status[status] : status);
const byRank = (a, b) => STYLE.roles[a.role].rank - STYLE.roles[b.role].rank;

// A fact as a list of what it says: role, character, name as printed, certainty, source.
function said(fact, link) {
  const parts = [];
  if (fact.character) parts.push(", as ", make("bdi", {}, fact.character));
  if (fact.creditedAs) parts.push(", credited as ", make("bdi", {}, fact.creditedAs));
  parts.push(make("span", { className: "role" }, `, ${wordsOf(fact.status)}`));
  const number = `[${fact.source}]`;
  parts.push(" ", link ? make("a", { href: "#source-" + fact.source }, number) : number);
  return parts;
}

function tooltipOfNode(number) {
  const node = NODES[number];
  const count = [...neighbours[number]].reduce((sum, line) => sum + EDGES[line].facts.length, 0);
  return make("div", {},
    make("p", { className: "head" }, named(number)),
    make("p", {}, STYLE.types[node.type].text + (node.year ? `, ${node.year}` : "")
      + `, ${count} ${count === 1 ? "fact" : "facts"} here`));
}

function tooltipOfEdge(number) {
  const edge = EDGES[number];
  return make("div", {},
    make("p", { className: "head" }, named(edge.from), yearOf(edge.from), " – ", named(edge.to)),
    ...edge.facts.map((fact) => make("p", {}, make("bdi", {}, fact.role), ...said(fact, false))));
}

// The panel.

const panel = element("panel");
const hint = panel.firstElementChild;

function choose({ node = null, edge = null }) {
  Object.assign(chosen, { node, edge });
  if (node !== null) panel.replaceChildren(...panelOfNode(node));
  else if (edge !== null) panel.replaceChildren(...panelOfEdge(edge));
  else panel.replaceChildren(hint);
  network.redraw();
}

function panelOfNode(number) {
  const node = NODES[number];
  const facts = [...neighbours[number]].flatMap((line) => visibleFacts(EDGES[line])).sort(byRank);
  const items = facts.map((fact) => {
    const other = fact.from === number ? fact.to : fact.from;
    const go = make("button", { type: "button" }, named(other));
    go.addEventListener("click", () => { choose({ node: other }); bring(other); });
    return make("li", {}, make("span", { className: "role" }, make("bdi", {}, fact.role), ": "), go,
      yearOf(other), ...said(fact, true));
  });
  const name = /^https?:\/\/www\.wikidata\.org\/entity\/Q\d+$/.test(node.iri)
    ? make("a", { href: node.iri, rel: "noopener noreferrer" }, node.name) : make("code", {}, node.name);
  const note = make("textarea", { value: arrangement.notes[node.iri] || "", maxLength: 400 });
  note.addEventListener("input", () => {
    if (note.value.trim()) arrangement.notes[node.iri] = note.value.trim();
    else delete arrangement.notes[node.iri];
    network.redraw();
  });
  const hide = make("button", { type: "button" }, "Hide");
  hide.addEventListener("click", () => { hidden.add(node.iri); choose({}); apply(); });
  return [
    make("h2", {}, named(number)),
    make("p", { className: "muted" }, STYLE.types[node.type].text + (node.year ? `, ${node.year}` : "") + ", ", name),
    make("ul", {}, ...items),
    make("label", {}, make("span", { className: "role" }, "Your note in the picture"), note),
    hide,
  ];
}

function panelOfEdge(number) {
  const edge = EDGES[number];
  return [
    make("h2", {}, named(edge.from), yearOf(edge.from), " – ", named(edge.to)),
    make("ul", {}, ...visibleFacts(edge).sort(byRank).map((fact) => make("li", { title: fact.property },
      make("bdi", {}, fact.role), ...said(fact, true)))),
  ];
}

// The view.

const moving = () => (still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" });
const visible = () => ALL.filter((n) => !nodes.get(n).hidden);

function fit(numbers = visible(), animation = moving()) {
  if (!numbers.length) return;
  const places = Object.values(network.getPositions(numbers));
  const xs = places.map((p) => p.x), ys = places.map((p) => p.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  // The margin is for the labels.
  const side = Math.min(60, container.clientWidth / 8);
  const scale = Math.min(1.8, (container.clientWidth - 2 * side) / Math.max(1, right - left),
    (container.clientHeight - 76) / Math.max(1, bottom - top));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation });
}

function bring(number) {
  const { x, y } = network.canvasToDOM(network.getPosition(number));
  if (x < 20 || y < 20 || x > container.clientWidth - 20 || y > container.clientHeight - 20) {
    network.moveTo({ position: network.getPosition(number), animation: moving() });
  }
}

const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: moving() });

// The legend is the filter.

const allShown = element("shown").textContent;
function apply() {
  nodes.update(NODES.map((node, number) => ({ id: number, hidden: !isShown(number) })));
  edges.update(EDGES.map((edge, number) => ({
    id: number, hidden: !visibleFacts(edge).length || !isShown(edge.from) || !isShown(edge.to) })));
  const count = visible().length;
  element("shown").textContent = count === NODES.length ? allShown : `${count.toLocaleString("en")} of ${FIGURE.total.toLocaleString("en")} shown`;
  element("unhide").hidden = !hidden.size;
  document.querySelectorAll("#legend button").forEach((button) => {
    button.setAttribute("aria-pressed", String(!off.has(`${button.dataset.kind} ${button.dataset.name}`)));
  });
  network.redraw();
}
element("legend").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const entry = `${button.dataset.kind} ${button.dataset.name}`;
  if (!off.delete(entry)) off.add(entry);
  apply();
});
element("unhide").addEventListener("click", () => { hidden.clear(); apply(); });

// The search lights what it finds; Enter goes to the first.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const search = element("search");
search.addEventListener("input", () => {
  const words = plain(search.value.trim());
  chosen.found = new Set(words ? visible().filter((n) => plain(NODES[n].label).includes(words)) : []);
  choose({});
});
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
  const from = chosen.node ?? 0;
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
  if (event.key in ARROWS && NODES.length) { event.preventDefault(); walk(ARROWS[event.key]); }
  if (event.key === "Enter" && chosen.node !== null) fit([...litNodes()]);
  if (event.key === "+") zoom(1.3);
  if (event.key === "-") zoom(1 / 1.3);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { search.value = ""; chosen.found = new Set(); choose({}); fit(); }
  if (event.key === "/" && !event.target.closest("input, textarea")) { event.preventDefault(); search.focus(); }
});
container.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }));
container.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }));
container.addEventListener("pointerdown", () => container.focus({ preventScroll: true }));

network.on("click", ({ nodes: [node], edges: [edge] }) => choose({ node: node ?? null, edge: node === undefined ? edge ?? null : null }));
network.on("hoverNode", ({ node }) => { chosen.over = "node " + node; network.redraw(); });
network.on("hoverEdge", ({ edge }) => { chosen.over = "edge " + edge; network.redraw(); });
["blurNode", "blurEdge"].forEach((left) => network.on(left, () => { chosen.over = null; network.redraw(); }));
network.on("dragEnd", ({ nodes: moved }) => moved.forEach((number) => {
  const { x, y } = network.getPosition(number);
  arrangement.positions[NODES[number].iri] = turned ? [y, x] : [x, y];
}));

element("fit").addEventListener("click", () => fit());
element("closer").addEventListener("click", () => zoom(1.3));
element("farther").addEventListener("click", () => zoom(1 / 1.3));

// Saving.

function download(blob, ending) {
  const name = plain(FIGURE.title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "picture";
  const link = make("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
element("png").addEventListener("click", () => {
  const canvas = container.querySelector("canvas");
  const copy = make("canvas", { width: canvas.width, height: canvas.height });
  const ctx = copy.getContext("2d");
  ctx.fillStyle = theme().page;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => download(blob, "png"));
});
element("save").addEventListener("click", () => {
  const state = JSON.stringify({ ...arrangement, hidden: [...hidden], off: [...off] })
    .replace(/[<>&\u2028\u2029]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  const block = /(<script type="application\/json" id="arrangement">)[^<]*(<\/script>)/;
  download(new Blob([PAGE.replace(block, (_, start, end) => start + state + end)], { type: "text/html" }), "html");
});

nodes.update(NODES.map((node, number) => ({ id: number, title: tooltipOfNode(number) })));
edges.update(EDGES.map((edge, number) => ({ id: number, title: tooltipOfEdge(number) })));
dark.addEventListener("change", () => network.redraw());
let before = container.clientWidth;
new ResizeObserver(() => {
  if (Math.abs(container.clientWidth - before) > 1) { before = container.clientWidth; fit(undefined, false); }
}).observe(container);
apply();
fit(undefined, false);
