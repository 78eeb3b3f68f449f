// Completion from this store: its classes and properties with how often they are used, the names of
// its entities, and the variables of the query itself.

import type { Code, Hint, Hints, Place } from "./code";
import { get } from "../api";
import type { Term, Terms } from "../query/types";
import type { Entity } from "../types";
import { termOf, written } from "./terms";
import { insertTerm } from "./writing";

const MOST = 60;
const VARIABLE = /[?$]\w*$/;
const QUOTED = /(?:^|[\s({,;.])"([^"\\]{2,})$/;
const NAME = /(?:^|[\s({|/^!,;])((?:[A-Za-z][\w-]*)?:?[\w-]*)$/;
const numbers = new Intl.NumberFormat();

/** Offer what may stand at the cursor; of its own accord only where that is likely to help. */
export function complete(editor: Code, terms: Terms | null, asked: boolean): void {
  const cursor = editor.getDoc().getCursor();
  const before = (editor.getDoc().getLine(cursor.line) ?? "").slice(0, cursor.ch);
  if (comments(before)) return;
  const offered = offer(editor, terms, before, cursor, asked);
  if (!offered) return;
  editor.showHint({
    hint: Object.assign(() => offered, { async: false }),
    completeSingle: false,
    closeCharacters: /[\s>]/,
    container: editor.getWrapperElement().parentElement ?? document.body,
  });
}

type Offer = Promise<Hints>;

function offer(
  editor: Code,
  terms: Terms | null,
  before: string,
  cursor: Place,
  asked: boolean,
): Offer | null {
  const from = (length: number) => ({ line: cursor.line, ch: cursor.ch - length });
  const variable = VARIABLE.exec(before);
  if (variable) {
    const word = variable[0];
    const list = variables(editor.getValue(), word).map((text): Hint => ({ text }));
    if (list.length === 0 || (!asked && word.length < 2)) return null;
    return Promise.resolve({ list, from: from(word.length), to: cursor });
  }
  const quoted = QUOTED.exec(before);
  if (quoted) {
    const word = quoted[1]!;
    const start = from(word.length + 1);
    return entities(word).then((found) => ({
      list: found.map((entity) => entityHint(editor, entity, start)),
      from: start,
      to: cursor,
    }));
  }
  const name = NAME.exec(before);
  if (!name || !terms || (!asked && !worth(name[1]!))) return null;
  const word = name[1]!;
  const isClass = /(?:\ba|rdf:type)\s+$/.test(before.slice(0, before.length - word.length));
  const list = fitting(isClass ? terms.classes : [...terms.properties, ...terms.classes], word);
  if (list.length === 0) return null;
  return Promise.resolve({ list: list.map(termHint), from: from(word.length), to: cursor });
}

/** Whether a word is more than the beginning of a keyword. */
function worth(word: string): boolean {
  return word.includes(":");
}

function comments(before: string): boolean {
  return /(^|\s)#/.test(before.replace(/<[^>]*>|"[^"]*"/g, ""));
}

function variables(sparql: string, word: string): string[] {
  const found = new Set(sparql.match(/[?$]\w+/g) ?? []);
  found.delete(word);
  return [...found].filter((one) => one.startsWith(word)).sort();
}

function fitting(terms: Term[], word: string): Term[] {
  const [prefix, local] = word.includes(":") ? word.split(":", 2) : [null, word];
  const wanted = (local ?? "").toLowerCase();
  const fits = (term: Term) => {
    const [of, name = ""] = term.curie.split(":", 2);
    if (prefix !== null && of !== prefix) return false;
    return `${name} ${term.label}`.toLowerCase().includes(wanted);
  };
  const begins = (term: Term) => term.curie.toLowerCase().startsWith(word.toLowerCase());
  const found = terms.filter(fits);
  return [...found.filter(begins), ...found.filter((term) => !begins(term))].slice(0, MOST);
}

function termHint(term: Term): Hint {
  const used = term.count > 0 ? `used ${numbers.format(term.count)} times` : "not used here";
  return {
    text: written(term.iri),
    render: (element) => {
      element.title = term.comment;
      element.append(term.curie, small([term.label, used].filter(Boolean).join(", ")));
    },
  };
}

function entityHint(editor: Code, entity: Entity, from: Place): Hint {
  return {
    text: termOf(entity),
    render: (element) => {
      const year = entity.year ? ` (${entity.year})` : "";
      element.append(`${entity.label}${year}`, small(entity.type));
    },
    // In place of the whole name in quotation marks: its IRI, and the name as a comment.
    hint: () => {
      const doc = editor.getDoc();
      const cursor = doc.getCursor();
      const closed = (doc.getLine(cursor.line) ?? "")[cursor.ch] === '"';
      const to = closed ? { line: cursor.line, ch: cursor.ch + 1 } : cursor;
      insertTerm(editor, termOf(entity), entity.label, from, to);
    },
  };
}

function small(text: string): HTMLElement {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}

async function entities(word: string): Promise<Entity[]> {
  const found = await get<{ entities: Entity[] }>("api/search", { q: word, limit: 12 });
  return found.entities;
}
