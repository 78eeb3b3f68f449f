// The field in which a query is written: Yasqe, fetched when the editor is opened first.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Code, Place } from "./code";
import { withSheet } from "../sheet";
import type { Terms } from "../query/types";
import { complete } from "./completing";
import { remember } from "./memory";
import { usePrefixes } from "./terms";
import sheet from "sheet:./editor.css";

/** What the page does with the field. */
export interface Pen {
  text: () => string;
  write: (sparql: string) => void;
  /** Put a term where the cursor is, and what it is called behind the line. */
  insert: (term: string, name: string) => void;
  /** Mark the place that a message of the server names. */
  mark: (message: string) => void;
  unmark: () => void;
}

interface Properties {
  start: string;
  terms: Terms | null;
  onSend: () => void;
  ready: (pen: Pen | null) => void;
}

interface Made {
  editor: Code;
  teach: (editor: Code, prefixes: Record<string, string>) => void;
}

/** The field; a plain one while the editor is fetched, or where it cannot be. */
export function Writing({ start, terms, onSend, ready }: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const known = useRef<Terms | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  if (terms) {
    known.current = terms;
    usePrefixes(terms);
  }
  useEffect(() => {
    let gone = false;
    let editor: Code | null = null;
    // Its places are measured in pixels: the sheet has to be there before it is drawn.
    void Promise.all([import("./yasqe"), withSheet(sheet)]).then(([{ makeEditor, teach }]) => {
      if (gone || !place.current) return;
      editor = makeEditor(place.current, plain.current?.value ?? start);
      editor.setOption("extraKeys", {
        ...(editor.getOption("extraKeys") as object),
        "Ctrl-Enter": onSend,
        "Cmd-Enter": onSend,
        "Ctrl-Space": () => editor && complete(editor, known.current, true),
        // Tab must lead on to the next field: the keyboard has to get out of here again.
        Tab: false,
        "Shift-Tab": false,
      });
      editor.on("inputRead", () => {
        if (editor) complete(editor, known.current, false);
      });
      editor.on("change", () => {
        if (editor) remember(editor.getValue());
      });
      setMade({ editor, teach });
      ready(penOf(editor));
    });
    ready(plainPen(plain));
    return () => {
      gone = true;
      ready(null);
      editor?.destroy();
    };
  }, []);
  useEffect(() => {
    if (made && terms) made.teach(made.editor, terms.prefixes);
  }, [made, terms]);
  return (
    <>
      {!made && (
        <textarea
          ref={plain}
          class="plain-editor"
          aria-label="A query in SPARQL"
          rows={12}
          defaultValue={start}
          spellcheck={false}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSend();
          }}
        />
      )}
      <div ref={place} class="editor-place" />
    </>
  );
}

function plainPen(field: { current: HTMLTextAreaElement | null }): Pen {
  return {
    text: () => field.current?.value ?? "",
    write: (sparql) => {
      if (field.current) field.current.value = sparql;
    },
    insert: (term) => field.current?.setRangeText(term),
    mark: () => undefined,
    unmark: () => undefined,
  };
}

function penOf(editor: Code): Pen {
  const doc = editor.getDoc();
  let marked: { clear: () => void }[] = [];
  const unmark = () => {
    for (const one of marked) one.clear();
    marked = [];
  };
  return {
    text: () => editor.getValue(),
    write: (sparql) => {
      unmark();
      editor.setValue(sparql);
      editor.focus();
    },
    insert: (term, name) => {
      insertTerm(editor, term, name, doc.getCursor("from"), doc.getCursor("to"));
      editor.focus();
    },
    mark: (message) => {
      unmark();
      const found = /^SPARQL error at line (\d+), column (\d+)/.exec(message);
      if (!found) return;
      const [line, column] = [Number(found[1]) - 1, Number(found[2]) - 1];
      const text = doc.getLine(line) ?? "";
      const end = Math.min(text.length, column + Math.max(/^\S*/.exec(text.slice(column))![0].length, 1));
      const start = Math.min(column, Math.max(end - 1, 0));
      editor.addLineClass(line, "background", "mistaken-line");
      marked.push({ clear: () => editor.removeLineClass(line, "background", "mistaken-line") });
      marked.push(doc.markText({ line, ch: start }, { line, ch: end }, { className: "mistaken" }));
      doc.setCursor({ line, ch: start });
      editor.scrollIntoView({ line, ch: start }, 60);
    },
    unmark,
  };
}

/** Put a term in the place of some text; what it is called is told in a comment behind the line. */
export function insertTerm(editor: Code, term: string, name: string, from: Place, to: Place): void {
  const doc = editor.getDoc();
  editor.operation(() => {
    doc.replaceRange(term, from, to);
    const told = name.replace(/\s+/g, " ").trim().slice(0, 80);
    const text = doc.getLine(from.line) ?? "";
    const comment = /(^|\s)#\s/.test(text) ? `, ${told}` : `  # ${told}`;
    doc.replaceRange(comment, { line: from.line, ch: text.length });
    doc.setCursor({ line: from.line, ch: from.ch + term.length });
  });
}
