// Yasqe as it is used here: its grammar and its colours; nothing of it asks anybody anything.

import Yasqe from "@zazuko/yasqe";
import type { Code } from "./code";

/** An editor for SPARQL, without the completers that ask prefix.cc and LOV. */
export function makeEditor(place: HTMLElement, text: string): Code {
  const editor = new Yasqe(place, {
    autocompleters: [],
    prefixCcApi: null,
    persistenceId: null,
    consumeShareLink: null,
    createShortLink: undefined,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    collapsePrefixesOnLoad: false,
    syntaxErrorCheck: false, // until the prefixes of the server are known: see `teach`
    screenReaderLabel: "A query in SPARQL",
    viewportMargin: Infinity,
  } as ConstructorParameters<typeof Yasqe>[1]) as unknown as Code;
  editor.setValue(text);
  return editor;
}

/** Tell the grammar the prefixes that need no declaration here, and let it mark mistakes. */
export function teach(editor: Code, prefixes: Record<string, string>): void {
  editor.operation(() => {
    editor.setOption("mode", editor.getOption("mode"));
    const mode = editor.getMode();
    const begin = mode.startState;
    mode.startState = () => ({ ...begin(), prefixes: { ...prefixes } });
  });
  editor.setCheckSyntaxErrors(true);
}
