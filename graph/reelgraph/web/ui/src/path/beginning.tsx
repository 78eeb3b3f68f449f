// The path finder before two names were given: an example, and what the answer will be.

import { Link } from "../address";
import { useGraph } from "../asking";

export function Beginning() {
  const { data } = useGraph();
  const [first, second] = data?.examples.filter((one) => one.type === "Person") ?? [];
  return (
    <>
      {first && second && (
        <p class="examples">
          For example:
          <Link to="path" parameters={{ from: first.iri, to: second.iri }} class="button">
            <bdi>{first.label}</bdi> and <bdi>{second.label}</bdi>
          </Link>
        </p>
      )}
      <p class="muted">
        The shortest way between the two, through the films and people they share: step by step in words, with
        the sources that say so, then as a picture and as a table.
      </p>
    </>
  );
}
