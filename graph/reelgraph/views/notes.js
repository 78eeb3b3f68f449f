// Moving, hiding and writing by hand, and what is listed of it below the picture.

const samePlace = (a, b) => Boolean(a && b && a[0] === b[0] && a[1] === b[1]);
const noteAt = (place) => state.notes.find((note) => samePlace(note.at, place));
const numberOf = new Map(NODES.map((node, number) => [node.iri, number]));
const labelOf = (iri) => (numberOf.has(iri) ? NODES[numberOf.get(iri)].label : iri);
const edgeBetween = (ends) => EDGES.findIndex((edge) => endsOf(edge) === pair(...ends));

function moveTo(id, [x, y]) {
  if (isNote(id)) {
    change("Note moved", (next) => { next.notes[numberOfNote(id)].at = [x, y]; }, "move " + id);
    choose({ place: [x, y] });
  } else {
    change(`${NODES[id].label} moved`, (next) => { next.positions[NODES[id].iri] = [x, y]; }, "");
    if (chosen.node === id) choose({ node: id });
  }
}

// By the keys: a dozen pixels of the screen.
function push(direction) {
  const note = loose().find((one) => samePlace(one.note.at, chosen.place));
  const id = chosen.node ?? note?.id;
  if (id === undefined) return;
  const { x, y } = network.getPosition(id), far = 12 / network.getScale();
  moveTo(id, asPlace({ x: x + far * Math.cos(direction), y: y + far * Math.sin(direction) }));
}

function hideChosen() {
  if (chosen.place) return removeNote((note) => samePlace(note.at, chosen.place));
  if (chosen.node === null) return say("Select an entity first, then hide it");
  const { iri, label } = NODES[chosen.node];
  chosen.over = null;
  endSearch(); // what it found may be what is hidden now
  change(`${label} hidden`, (next) => next.hidden.push(iri));
  choose({});
  container.focus({ preventScroll: true });
}
function removeNote(isIt) {
  change("Note removed", (next) => { next.notes = next.notes.filter((note) => !isIt(note)); });
  choose({});
}
function showAgain(iris) {
  change(iris.length === 1 ? `${labelOf(iris[0])} shown again` : "All shown again",
    (next) => { next.hidden = next.hidden.filter((iri) => !iris.includes(iri)); });
  const away = iris.filter((iri) => numberOf.has(iri) && !isShown(numberOf.get(iri)));
  if (away.length) say(`${away.map(labelOf).join(", ")}: not hidden any more, but switched off in the legend`);
}

function writeNote() {
  if (chosen.node === null && chosen.edge === null && chosen.place === null) choose({ place: freePlace() });
  startNote();
}

element("hide").addEventListener("click", hideChosen);
element("note").addEventListener("click", writeNote);

// The lists.

const button = (text, label, act) => {
  const made = make("button", { type: "button" }, text);
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => {
    const list = made.closest("section");
    act();
    // The list is a new one now; the keyboard goes on in it, or in the picture.
    if (!made.isConnected && document.activeElement === document.body) (list.hidden ? container : list.querySelector("button")).focus();
  });
  return made;
};

function subjectOf(note) {
  if (note.node) return { words: labelOf(note.node), what: { node: numberOf.get(note.node) ?? null } };
  if (note.edge) {
    const edge = edgeBetween(note.edge);
    return { words: note.edge.map(labelOf).join(" – "), what: { edge: edge < 0 ? null : edge } };
  }
  return { words: "In the picture", what: { place: note.at } };
}

function listNotes() {
  const items = state.notes.map((note) => {
    const { words, what } = subjectOf(note);
    return make("li", {},
      make("span", { className: "role" }, make("bdi", {}, words), ": "), make("bdi", {}, note.text), " ",
      button("Edit", `Edit the note on ${words}`, () => { choose(what); startNote(); }), " ",
      button("Remove", `Remove the note on ${words}`, () => removeNote((other) => JSON.stringify(other) === JSON.stringify(note))));
  });
  element("notes").hidden = !items.length;
  element("notes").replaceChildren(make("h2", {}, "Notes"), make("ol", {}, ...items));
}

function listHidden() {
  const items = state.hidden.map((iri) => make("li", {}, make("bdi", {}, labelOf(iri)), " ",
    button("Show again", `Show ${labelOf(iri)} again`, () => showAgain([iri]))));
  const all = button("Show all", "Show all that was hidden by hand", () => showAgain([...state.hidden]));
  const stays = "What is hidden is not seen, but stays in the file. ";
  element("hidden").hidden = !items.length;
  element("hidden").replaceChildren(make("h2", {}, `Hidden by hand: ${items.length}`),
    make("p", { className: "muted" }, stays, all), make("ul", {}, ...items));
}

// The table says what the picture shows.

const rows = [...document.querySelectorAll("#table tbody tr")];
const facts = EDGES.flatMap((edge) => edge.facts.map((fact) => ({ edge, fact })));
function fillTable() {
  const all = element("all-rows").checked;
  let seen = 0;
  facts.forEach(({ edge, fact }, number) => {
    const isSeen = isShown(edge.from) && isShown(edge.to) && visibleFacts(edge).includes(fact);
    seen += isSeen;
    rows[number].classList.toggle("away", !isSeen);
    rows[number].hidden = !isSeen && !all;
  });
  const inWords = (count) => `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
  element("rows").textContent = seen === rows.length ? inWords(seen)
    : `${seen.toLocaleString("en")} of ${inWords(rows.length)}, as the picture shows`;
  element("all").hidden = seen === rows.length;
}
element("all-rows").addEventListener("change", fillTable);

// The heading and the line below it.

function rename(open) {
  element("naming").hidden = !open;
  element("rename").setAttribute("aria-expanded", String(open));
  element("new-title").value = state.title;
  element("new-line").value = state.line;
  (open ? element("new-title") : element("rename")).focus();
}
element("rename").addEventListener("click", () => rename(element("naming").hidden));
element("named").addEventListener("click", () => rename(false));
element("naming").addEventListener("keydown", (event) => {
  if (event.key === "Escape" || (event.key === "Enter" && event.target === element("new-title"))) {
    event.stopPropagation();
    rename(false);
  }
});
element("new-title").addEventListener("input", ({ target }) => change("Heading changed",
  (next) => { next.title = tidy(target.value) || FIGURE.title; }, "title"));
element("new-line").addEventListener("input", ({ target }) => change("Line changed",
  (next) => { next.line = tidy(target.value); }, "line"));
