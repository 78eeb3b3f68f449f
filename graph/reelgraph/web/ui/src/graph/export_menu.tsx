// What a reader takes away: a picture, a table or a network, made by the server.

import { useState } from "preact/hooks";
import { send } from "../api";
import { asProblem } from "../asking";
import { Trouble } from "../problem";
import type { Problem } from "../types";
import type { Places } from "./layout";

const FORMATS: [string, string][] = [
  ["html", "One HTML page, to publish or to send: works without a network"],
  ["svg", "SVG, for print and for drawing programs"],
  ["png", "PNG, for slides"],
  ["csv", "CSV, for spreadsheets: one row for each statement"],
  ["xlsx", "XLSX: edges, nodes and sources"],
  ["json", "JSON: the same rows for programs"],
  ["graphml", "GraphML, for Gephi, Cytoscape, NetworkX"],
  ["gexf", "GEXF, for Gephi"],
];

/** What is to be exported, beside the words that the reader gives it. */
export interface Exported {
  nodes: string[];
  focus: string[];
  roles?: string[];
  types?: string[];
  years?: string;
  include?: string;
  skipHubs?: number;
  byYear?: boolean;
  path?: string[][];
  all?: boolean;
  /** The depth of the command that gives the same picture, if there is one. */
  depth?: number;
}

export function ExportMenu({ what, places, title }: { what: () => Exported; places: () => Places; title: string }) {
  const [format, setFormat] = useState("html");
  const [words, setWords] = useState({ title: "", note: "", credit: "" });
  const [state, setState] = useState<{ waiting?: boolean; done?: string; problem?: Problem }>({});
  const save = async (event: Event) => {
    event.preventDefault();
    setState({ waiting: true });
    try {
      const asked = what();
      const at = places();
      const positions = Object.fromEntries(
        asked.nodes.filter((iri) => at.has(iri)).map((iri) => [iri, [round(at.get(iri)!.x), round(at.get(iri)!.y)]]),
      );
      const response = await send("api/export", {
        ...asked, ...words, title: words.title || title, format, positions, address: location.href.slice(0, 4000),
      });
      const name = nameOf(response.headers.get("content-disposition") ?? "", format);
      hand(await response.blob(), name);
      setState({ done: name });
    } catch (error) {
      setState({ problem: asProblem(error) });
    }
  };
  const field = (name: keyof typeof words, text: string, placeholder: string) => (
    <label>
      {text}
      <input
        value={words[name]} placeholder={placeholder} maxLength={500}
        onInput={(event) => setWords({ ...words, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <details class="menu export">
      <summary>Export</summary>
      <form class="menu-body" onSubmit={(event) => void save(event)}>
        <fieldset>
          <legend>As</legend>
          {FORMATS.map(([name, text]) => (
            <label key={name} class="choice">
              <input type="radio" name="format" value={name} checked={format === name} onChange={() => setFormat(name)} />
              {text}
            </label>
          ))}
        </fieldset>
        {field("title", "Title", title)}
        {field("note", "Note", "printed below the title")}
        {field("credit", "Credit", "who made it")}
        <button type="submit" disabled={state.waiting === true}>{state.waiting ? "Making it …" : "Save file"}</button>
        <p role="status" class="muted">{state.done ? `Saved ${state.done}` : ""}</p>
        {state.problem && <Trouble problem={state.problem} />}
      </form>
    </details>
  );
}

const round = (n: number): number => Math.round(n * 10) / 10;

/** The name that the server gives the file. */
function nameOf(header: string, format: string): string {
  const long = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1];
  return (long ? decodeURIComponent(long) : /filename="([^"]+)"/.exec(header)?.[1]) ?? `reelgraph.${format}`;
}

function hand(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
