// What the explorer shows, as it stands in the address: every choice can be linked and gone back to.

import { go } from "../address";

export interface State {
  /** What was asked for and expanded. */
  nodes: string[];
  /** Only these roles and types, if there are any: what a link may ask for. */
  roles: string[];
  types: string[];
  /** "1990-2000", or nothing. */
  years: string;
  include: string;
  hubs: string;
  /** The names of types and roles that the legend has switched off. */
  off: string[];
  /** Entities taken out of the picture. */
  hide: string[];
  select: string;
  /** The two ends of a line that is chosen, with a blank between them. */
  line: string;
  /** Only what stands beside the selected one. */
  only: boolean;
  /** Whether the years run from left to right. */
  byYear: boolean;
  limit: number;
}

export const SHOWN = 500;
export const MOST = 2000;
export const UNSURE = "weak,hedged";

const several = (given: URLSearchParams, name: string): string[] => [...new Set(given.getAll(name))].filter(Boolean);
const words = (given: URLSearchParams, name: string): string[] =>
  several(given, name).flatMap((text) => text.split(",")).map((word) => word.trim()).filter(Boolean);

export function stateOf(given: URLSearchParams): State {
  const limit = Number(given.get("limit") ?? SHOWN);
  return {
    nodes: several(given, "node"),
    roles: words(given, "role"),
    types: words(given, "type"),
    years: given.get("years") ?? "",
    include: given.get("include") ?? "",
    hubs: given.get("hubs") ?? "",
    off: words(given, "off"),
    hide: several(given, "hide"),
    select: given.get("select") ?? "",
    line: given.get("line") ?? "",
    only: given.get("only") === "1",
    byYear: given.get("x") === "year",
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, MOST) : SHOWN,
  };
}

export function parametersOf(state: State): URLSearchParams {
  const found = new URLSearchParams();
  const add = (name: string, value: string | readonly string[]) => {
    for (const one of typeof value === "string" ? [value] : value) if (one) found.append(name, one);
  };
  add("node", state.nodes);
  add("role", state.roles.join(","));
  add("type", state.types.join(","));
  add("years", state.years);
  add("include", state.include);
  add("hubs", state.hubs);
  add("off", state.off.join(","));
  add("hide", state.hide);
  add("select", state.select);
  add("line", state.line);
  add("only", state.only ? "1" : "");
  add("x", state.byYear ? "year" : "");
  add("limit", state.limit === SHOWN ? "" : String(state.limit));
  return found;
}

/** Go to a changed state; a step in the history, unless `replace`. */
export function change(state: State, changes: Partial<State>, how: { replace?: boolean } = {}): void {
  go("explore", parametersOf({ ...state, ...changes }), how);
}

/** The list with something put in, or taken out if it is there. */
export function toggled(list: readonly string[], one: string): string[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}
