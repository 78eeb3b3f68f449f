// What is said of an entity or a line: tooltips and the panel. Texts of the data and of the reader
// become text nodes only, never HTML.

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

// One entity, one line, or the place of a note.
function choose({ node = null, edge = null, place = null }) {
  Object.assign(chosen, { node, edge, place });
  if (node !== null) panel.replaceChildren(...panelOfNode(node));
  else if (edge !== null) panel.replaceChildren(...panelOfEdge(edge));
  else if (place !== null) panel.replaceChildren(...panelOfNote(place));
  else panel.replaceChildren(hint);
  offerHiding();
  network.redraw();
}
function offerHiding() {
  element("hide").disabled = chosen.node === null && !noteAt(chosen.place);
  element("hide").textContent = chosen.place === null ? "Hide" : "Remove";
}

function panelOfNode(number) {
  const node = NODES[number];
  const lines = [...neighbours[number]].filter((line) => !edges.get(line).hidden);
  const facts = lines.flatMap((line) => visibleFacts(EDGES[line])).sort(byRank);
  const offered = new Set(); // a line has one note, however many facts it stands for
  const items = facts.map((fact) => {
    const other = fact.from === number ? fact.to : fact.from;
    const go = make("button", { type: "button" }, named(other));
    go.addEventListener("click", () => { choose({ node: other }); bring(other); });
    const item = make("li", {}, make("span", { className: "role" }, make("bdi", {}, fact.role), ": "), go,
      yearOf(other), ...said(fact, true));
    const line = lines.find((one) => EDGES[one].facts.includes(fact));
    if (offered.has(line)) return item;
    offered.add(line);
    const noted = make("button", { type: "button", className: "aside" }, "Note");
    noted.setAttribute("aria-label", `Note on the line to ${NODES[other].label}`);
    noted.addEventListener("click", () => { choose({ edge: line }); startNote(); });
    item.append(" ", noted);
    return item;
  });
  const name = /^https?:\/\/www\.wikidata\.org\/entity\/Q\d+$/.test(node.iri)
    ? make("a", { href: node.iri, rel: "noopener noreferrer" }, node.name) : make("code", {}, node.name);
  const back = make("button", { type: "button", hidden: !(node.iri in state.positions) }, "Put back where it was");
  back.addEventListener("click", () => {
    change(`${node.label} stands where it was`, (next) => delete next.positions[node.iri]);
    choose({ node: number });
  });
  return [
    make("h2", {}, named(number)),
    make("p", { className: "muted" }, STYLE.types[node.type].text + (node.year ? `, ${node.year}` : "") + ", ", name),
    noteField("on " + node.iri, (note) => note.node === node.iri, { node: node.iri }),
    back,
    make("ul", {}, ...items),
  ];
}

function panelOfEdge(number) {
  const edge = EDGES[number];
  return [
    make("h2", {}, named(edge.from), yearOf(edge.from), " – ", named(edge.to)),
    noteField("on " + endsOf(edge), (note) => note.edge && pair(...note.edge) === endsOf(edge),
      { edge: [NODES[edge.from].iri, NODES[edge.to].iri] }),
    make("ul", {}, ...visibleFacts(edge).sort(byRank).map((fact) => make("li", { title: fact.property },
      make("bdi", {}, fact.role), ...said(fact, true)))),
  ];
}

const panelOfNote = (place) => [
  make("h2", {}, "Note in the picture"),
  noteField("at " + place, (note) => samePlace(note.at, place), { at: place }),
];

// Written at once as it is typed; an empty note is none.
function noteField(field, isIt, fresh) {
  const found = state.notes.find(isIt);
  const text = make("textarea", { id: "note-text", value: found ? found.text : "", maxLength: NOTE_LENGTH, rows: 2 });
  text.addEventListener("input", () => change("Note written", (next) => {
    const written = tidy(text.value), place = next.notes.findIndex(isIt);
    if (!written) { if (place >= 0) next.notes.splice(place, 1); }
    else if (place >= 0) next.notes[place].text = written;
    else next.notes.push({ ...fresh, text: written });
  }, field));
  text.addEventListener("blur", () => { typing = ""; });
  const words = make("span", { className: "role" }, "Your note in the picture");
  return make("label", { hidden: !found && !fresh.at }, words, text);
}
function startNote() {
  element("note-text").parentElement.hidden = false;
  element("note-text").focus();
}
