// What the reader changes by hand. It is one value, so that undoing, resetting and saving are the
// same for all of it: the heading, positions, what is hidden or filtered, and the notes.

const element = (id) => document.getElementById(id);
// The page as it was written, before these scripts change it: a saved copy starts from it.
const WRITTEN = document.documentElement.cloneNode(true);
const FIGURE = JSON.parse(element("figure").textContent);
const NODES = FIGURE.nodes;
const EDGES = FIGURE.edges;
const NOTE_LENGTH = 400;

const UNTOUCHED = {
  title: FIGURE.title, line: FIGURE.note, positions: {}, hidden: [], off: [],
  notes: [], // on a node, on an edge (its two ends), or at a place of the picture
  date: "", // of the last change
};
let state = { ...UNTOUCHED, ...JSON.parse(element("state").textContent) };

const value = ({ date, ...rest }) => JSON.stringify(rest);
const isEdited = () => value(state) !== value(UNTOUCHED);
let saved = value(state);
const isUnsaved = () => value(state) !== saved;

// Controls and what turns a line around go, as they do in what the data say; so do line breaks.
const tidy = (text) => text
  .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\p{Cs}]/gu, " ").replace(/\s+/g, " ").trim();

function make(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}
const say = (words) => { element("said").textContent = words; };

const past = [];
let typing = "";
// Changes with the same `field`, such as the letters of one note, are undone together.
function change(words, edit, field = "") {
  const next = JSON.parse(JSON.stringify(state));
  edit(next);
  if (value(next) === value(state)) return;
  if (!field || field !== typing) past.push(state);
  typing = field;
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  next.date = value(next) === value(UNTOUCHED) ? "" : day.map((n) => String(n).padStart(2, "0")).join("-");
  state = next;
  apply();
  say(words);
}

function undo() {
  if (!past.length) return;
  state = past.pop();
  typing = "";
  apply();
  choose({});
  say("Undone");
}

// What an honest reader must know, as text.

const some = (count, one, many) => (count ? [`${count.toLocaleString("en")} ${count === 1 ? one : many}`] : []);
function editsInWords() {
  const changed = [
    ...some(state.hidden.length, "entity hidden", "entities hidden"),
    ...some(Object.keys(state.positions).length, "entity moved", "entities moved"),
    ...some(state.notes.length, "note added", "notes added"),
    ...some(state.off.length, "entry of the legend switched off", "entries of the legend switched off"),
  ];
  if (state.title !== FIGURE.title) changed.push(`heading changed from “${FIGURE.title}”`);
  if (state.line !== FIGURE.note) {
    changed.push(FIGURE.note ? `the line below the heading changed from “${FIGURE.note}”` : "a line below the heading added");
  }
  return changed.length ? `Edited by hand on ${state.date}: ${changed.join(", ")}.` : "";
}

function writeEdits(root) {
  const inside = (id) => root.querySelector("#" + id);
  root.querySelector("title").textContent = state.title;
  inside("title").textContent = state.title;
  inside("line").textContent = state.line;
  inside("line").parentElement.hidden = !state.line;
  inside("edits").textContent = editsInWords();
  inside("edited").hidden = !isEdited();
}

// The page with the edits in it: opened, it shows them; saved again, it is the same text.
function pageWithEdits() {
  const copy = WRITTEN.cloneNode(true);
  // Extensions of the browser write into pages: what is theirs stays out.
  copy.querySelectorAll("head > :not(meta, title, link[rel=icon], #look), "
    + "body > :not(header, main, #sources, #table, footer, script)").forEach((theirs) => theirs.remove());
  [copy, copy.querySelector("body")].forEach((root) => root.getAttributeNames()
    .filter((name) => name !== "lang").forEach((name) => root.removeAttribute(name)));
  writeEdits(copy);
  // No text can end the script it stands in.
  copy.querySelector("#state").textContent = JSON.stringify(state)
    .replace(/[<>&\u2028\u2029]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  return "<!doctype html>\n" + copy.outerHTML.trimEnd() + "\n";
}

function download(blob, ending) {
  const name = state.title.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "").slice(0, 60) || "picture";
  const link = make("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  return link.download;
}

element("save").addEventListener("click", () => {
  const name = download(new Blob([pageWithEdits()], { type: "text/html" }), "html");
  saved = value(state);
  apply();
  say(`Saved as ${name}: open that file to go on from here`);
});
element("undo").addEventListener("click", undo);
element("reset").addEventListener("click", () => {
  change("Everything as it was made; Undo brings your changes back", (next) => Object.assign(next, UNTOUCHED));
  choose({});
  fit();
});
addEventListener("beforeunload", (event) => {
  if (isUnsaved()) { event.preventDefault(); event.returnValue = true; }
});
