// The frame around every view: the name, the search, the ways to the views.

import { useCallback, useEffect, useRef } from "preact/hooks";

import { go, Link, useAddress } from "./address";
import { setRegion } from "./saying";
import { Search } from "./search";
import { ThemeButton } from "./theme";
import type { Entity } from "./types";
import { Boundary, View } from "./view";

const VIEWS = {
  "": { title: "", load: () => import("./start/start") },
  explore: { title: "Explore", load: () => import("./explore/explore") },
  path: { title: "Paths", load: () => import("./path/path") },
  query: { title: "Questions", load: () => import("./query/query") },
  editor: { title: "SPARQL", load: () => import("./editor/editor") },
  review: { title: "Wikidata links", load: () => import("./review/review") },
  statistics: { title: "Statistics", load: () => import("./statistics/statistics") },
  about: { title: "About", load: () => import("./about/about") },
};
const LOST = { title: "No such page", load: () => import("./lost") };

/** The whole page. */
export function App() {
  const { view, parameters } = useAddress();
  const chosen = Object.hasOwn(VIEWS, view) ? VIEWS[view as keyof typeof VIEWS] : LOST;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  useEffect(() => {
    document.title = chosen.title ? `${chosen.title} · reelgraph` : "reelgraph";
  }, [chosen]);
  const onShown = useCallback(() => {
    // Who came by a link inside the page is led to its new contents; who opened it begins at the top.
    if (!first.current) (main.current?.querySelector("h1") ?? main.current)?.focus();
    first.current = false;
  }, []);
  const open = (entity: Entity) => {
    const same = view === "explore" ? new URLSearchParams(parameters) : new URLSearchParams();
    same.delete("node");
    same.delete("select");
    same.append("node", entity.iri);
    go("explore", same);
  };
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // <base> would make another page of it
          main.current?.focus();
        }}
      >
        Skip to the contents
      </a>
      <header class="top">
        <Link to="" class="name">
          <img src="static/icon.svg" alt="" width="24" height="24" />
          reelgraph
        </Link>
        <Search label="Find a person, a film, a company" placeholder="Find a person, a film ...  ( / )" onChoose={open} clears slash />
        <ThemeButton />
        <nav aria-label="Views">
          {Object.entries(VIEWS).map(
            ([path, { title }]) =>
              title && (
                <Link key={path} to={path} aria-current={path === view ? "page" : undefined}>
                  {title}
                </Link>
              ),
          )}
        </nav>
      </header>
      <main id="main" tabIndex={-1} ref={main} class={`view-${view || "start"}`}>
        <Boundary of={view}>
          <View load={chosen.load} key={view} onShown={onShown} />
        </Boundary>
      </main>
      <div class="unseen" aria-live="polite" ref={setRegion} />
    </>
  );
}
