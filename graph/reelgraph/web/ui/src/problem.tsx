// What went wrong, in words, with what to do about it.

import { Link } from "./address";
import { Mark } from "./mark";
import type { Entity, Problem } from "./types";

interface Properties {
  problem: Problem;
  /** What a click on one of the candidates does; else it opens in the graph. */
  onChoose?: ((entity: Entity) => void) | undefined;
}

/** A message, and the entities that may have been meant. */
export function Trouble({ problem, onChoose }: Properties) {
  const candidates = problem.candidates ?? [];
  return (
    <div class="trouble" role="alert">
      <p>{problem.message}</p>
      {candidates.length > 0 && (
        <ul class="plain">
          {candidates.map((entity) => (
            <li key={entity.iri}>
              <Mark type={entity.type} />{" "}
              {onChoose ? (
                <button type="button" class="link" onClick={() => onChoose(entity)}>{entity.label}</button>
              ) : (
                <Link to="explore" parameters={{ node: entity.iri }}>{entity.label}</Link>
              )}{" "}
              <span class="muted">{about(entity)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What tells an entity from others of its name: what it is, its year, how many it is linked to, its best known works. */
export function about(entity: Entity): string {
  const parts = [
    entity.type.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase(),
    entity.year === null ? "" : String(entity.year),
    entity.degree ? `${entity.degree.toLocaleString("en")} ${entity.degree === 1 ? "link" : "links"}` : "",
    entity.knownFor.slice(0, 2).join(", "),
  ];
  return parts.filter(Boolean).join(" · ");
}
