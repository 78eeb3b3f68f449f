// As much of the editor's own interface as is used here.

export interface Place {
  line: number;
  ch: number;
}

export interface Hint {
  text: string;
  render?: (element: HTMLElement) => void;
  /** What is done when it is chosen, in place of putting `text` in. */
  hint?: () => void;
}

export interface Hints {
  list: Hint[];
  from: Place;
  to: Place;
}

interface Lines {
  getCursor: (which?: "from" | "to") => Place;
  setCursor: (place: Place) => void;
  getLine: (line: number) => string | undefined;
  replaceRange: (text: string, from: Place, to?: Place) => void;
  markText: (from: Place, to: Place, how: { className: string }) => { clear: () => void };
}

export interface Code {
  getValue: () => string;
  setValue: (text: string) => void;
  getDoc: () => Lines;
  on: (event: string, handler: () => void) => void;
  getOption: (name: string) => unknown;
  setOption: (name: string, value: unknown) => void;
  showHint: (how: object) => void;
  addLineClass: (line: number, where: string, name: string) => void;
  removeLineClass: (line: number, where: string, name: string) => void;
  scrollIntoView: (place: Place, margin: number) => void;
  operation: (work: () => void) => void;
  getMode: () => { startState: () => object };
  setCheckSyntaxErrors: (on: boolean) => void;
  getWrapperElement: () => HTMLElement;
  focus: () => void;
  destroy: () => void;
}
