// A line that was clicked: what is said of the two, and who says so.

import { useAnswer } from "../asking";
import { Trouble } from "../problem";
import type { Evidence, Source } from "../types";
import { SourceList } from "../sources";
import { namesOf, numbered, Statements } from "./evidence";
import type { Line, Model } from "./model";

export function LinePanel({ line, model, onClose, onSelect }: {
  line: Line;
  model: Model;
  onClose: () => void;
  onSelect: (iri: string) => void;
}) {
  const { data, problem, waiting } = useAnswer<{ evidence: Evidence[]; sources: Source[] }>(
    "api/evidence",
    { from: line.from, to: line.to },
  );
  const name = namesOf(model.nodes.values());
  return (
    <section class="line-panel" aria-label="Who says so">
      <header>
        <h2>
          <button type="button" class="link" onClick={() => onSelect(line.to)}><bdi>{name(line.to)}</bdi></button>
          {" and "}
          <button type="button" class="link" onClick={() => onSelect(line.from)}><bdi>{name(line.from)}</bdi></button>
        </h2>
        <button type="button" class="close" aria-label="Close" onClick={onClose}>×</button>
      </header>
      {waiting && <p class="muted" role="status">Asking who says so …</p>}
      {problem && <Trouble problem={problem} />}
      {data && (
        <>
          <Statements said={data.evidence} numbers={numbered(data.sources)} name={name} />
          <h3>Sources</h3>
          <SourceList sources={data.sources} />
        </>
      )}
    </section>
  );
}
