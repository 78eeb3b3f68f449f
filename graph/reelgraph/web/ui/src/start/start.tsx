// The first page: find somebody, ask how two people are connected, see what is in here.

import { go, Link } from "../address";
import { useGraph } from "../asking";
import { Mark } from "../mark";
import { Trouble } from "../problem";
import { useTitle } from "../saying";
import { Search } from "../search";
import type { Entity } from "../types";
import { Connected } from "./connected";
import { Contents } from "./contents";

/** What a person who has read nothing needs. */
export default function Start() {
  useTitle("");
  const { data, problem } = useGraph();
  const people = data?.examples.filter((entity) => entity.type === "Person") ?? [];
  const others = data?.examples.filter((entity) => entity.type !== "Person") ?? [];
  return (
    <div class="page start">
      <h1 tabIndex={-1}>Who worked with whom, and who says so?</h1>
      <section class="box" aria-labelledby="find">
        <h2 id="find">Find a person, a film, a company</h2>
        <Search
          label="A name"
          placeholder={data ? named(data.examples) : ""}
          onChoose={(entity) => go("explore", { node: entity.iri })}
        />
        {data && (
          <p class="examples">
            For example:
            {[...others, ...people].map((entity) => (
              <Link key={entity.iri} to="explore" parameters={{ node: entity.iri }} class="button">
                <Mark type={entity.type} /> <bdi>{entity.label}</bdi>
              </Link>
            ))}
          </p>
        )}
      </section>
      <Connected people={people} />
      {problem && <Trouble problem={problem} />}
      {data && <Contents graph={data} />}
    </div>
  );
}

function named(examples: readonly Entity[]): string {
  return examples.map((entity) => entity.label).join(", ");
}
