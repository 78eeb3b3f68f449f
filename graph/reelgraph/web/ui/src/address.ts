// Where the reader is: every view is an address, and every choice in a view is in its parameters.

import { h, type ComponentChildren, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface Address {
  /** "" is the start; else "explore", "path", "query", "editor" ... */
  view: string;
  /** What comes after it, as in query/NAME. */
  name: string;
  parameters: URLSearchParams;
}

type Value = string | number | boolean | null | undefined | readonly (string | number)[];
export type Parameters = URLSearchParams | Record<string, Value>;

const listeners = new Set<() => void>();

/** The address as it stands in the browser. */
export function current(): Address {
  const base = new URL(document.baseURI).pathname;
  const path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : "";
  const [view = "", ...rest] = path.split("/");
  let name = rest.join("/");
  try {
    name = decodeURIComponent(name);
  } catch {
    // It stays as it is: there is no such name, which the view says.
  }
  return { view, name, parameters: new URLSearchParams(location.search) };
}

/** The address, and a new drawing whenever it changes. */
export function useAddress(): Address {
  const [address, set] = useState(current);
  useEffect(() => {
    const changed = () => set(current());
    listeners.add(changed);
    changed(); // it may have changed between the first drawing and now
    return () => void listeners.delete(changed);
  }, []);
  return address;
}

/** The address of a view: `to("explore", { node: [iri] })`. */
export function to(path: string, parameters: Parameters = {}): string {
  const url = new URL(path || ".", document.baseURI);
  url.search = asSearch(parameters);
  return url.href;
}

/** Go to a view; `replace` leaves no step in the history, for what a reader would not go back to. */
export function go(path: string, parameters: Parameters = {}, how: { replace?: boolean } = {}): void {
  const href = to(path, parameters);
  if (href === location.href) return;
  if (how.replace) history.replaceState(history.state, "", href);
  else history.pushState(null, "", href);
  tell();
}

interface LinkProperties {
  to: string;
  parameters?: Parameters;
  class?: string;
  title?: string;
  children?: ComponentChildren;
  "aria-current"?: "page" | undefined;
  "aria-label"?: string;
}

/** A link to a view: without a new page where it is simply clicked, a real one otherwise. */
export function Link({ to: path, parameters = {}, children, ...rest }: LinkProperties): VNode {
  const onClick = (event: MouseEvent) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(path, parameters);
  };
  return h("a", { href: to(path, parameters), onClick, ...rest }, children) as VNode;
}

function asSearch(parameters: Parameters): string {
  if (parameters instanceof URLSearchParams) return parameters.toString();
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null || one === undefined || one === "" || one === false) continue;
      found.append(name, one === true ? "1" : String(one));
    }
  }
  return found.toString();
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

addEventListener("popstate", tell);
