// Where the facts come from, how other programs use this server, and the keys.

import { address } from "../api";
import { useGraph, useOnce } from "../asking";
import { Trouble } from "../problem";
import { Licence, SourceLine } from "../sources";
import type { LoadedSource } from "../types";
import { Using } from "./using";

const KEYS: readonly [string, string][] = [
  ["/", "to the search"],
  ["↓ ↑", "through what was found; in the graph, arrows walk to the neighbours"],
  ["Enter", "opens what is chosen; in the graph, shows its neighbours"],
  ["Esc", "closes a list; in the graph, lets go of what is chosen"],
  ["Tab", "to the next thing; all that a mouse can do, keys can"],
];

/** Sources, the endpoint, keys, licences. */
export default function About() {
  const graph = useGraph();
  const { data, problem, waiting } = useOnce<{ sources: LoadedSource[] }>("api/sources");
  return (
    <div class="page about">
      <h1 tabIndex={-1}>About this graph</h1>
      {graph.data && (
        <p>
          reelgraph {graph.data.version} serves <code>{graph.data.place}</code>,{" "}
          {graph.data.writable ? "which may be written with the token." : "which is only read."} Nothing leaves this machine.
        </p>
      )}
      <h2>Where the facts come from</h2>
      {problem && <Trouble problem={problem} />}
      {waiting && <p class="waiting" role="status">One moment ...</p>}
      {data && <Sources sources={data.sources} />}
      <Using />
      <h2>Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt><kbd>{key}</kbd></dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <h2>Licences</h2>
      <p>
        The program is free under the MIT licence; the facts are under the licences of their sources, above. The
        explorer contains other people's free software: <a href={address("static/licences.txt")}>their licences</a>.
      </p>
    </div>
  );
}

function Sources({ sources }: { sources: readonly LoadedSource[] }) {
  if (!sources.length) return <p>No source has been loaded.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The sources">
      <table>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Licence</th>
            <th scope="col" class="number">Films</th>
            <th scope="col" class="number">People</th>
            <th scope="col" class="number">Credits</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.name}>
              <th scope="row">
                <SourceLine source={{ ...source, licence: "" }} />
                <br />
                <code>{source.name}</code>
              </th>
              <td>{source.licence ? <Licence text={source.licence} /> : <span class="muted">not said</span>}</td>
              <td class="number">{source.films.toLocaleString("en")}</td>
              <td class="number">{source.people.toLocaleString("en")}</td>
              <td class="number">{source.credits.toLocaleString("en")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
