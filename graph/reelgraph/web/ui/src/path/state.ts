// What the path finder was asked, as it stands in the address.

import { go } from "../address";

export interface State {
  /** An IRI, or a name that somebody wrote into a link. */
  from: string;
  to: string;
  roles: string[];
  years: string;
  include: string;
  hubs: string;
  all: boolean;
}

export function stateOf(given: URLSearchParams): State {
  const roles = given.getAll("role").flatMap((text) => text.split(",")).map((role) => role.trim());
  return {
    from: given.get("from") ?? "",
    to: given.get("to") ?? "",
    roles: [...new Set(roles)].filter(Boolean),
    years: given.get("years") ?? "",
    include: given.get("include") ?? "",
    hubs: given.get("hubs") ?? "",
    all: given.get("all") === "1",
  };
}

export function change(state: State, changes: Partial<State>): void {
  const next = { ...state, ...changes };
  go("path", {
    from: next.from,
    to: next.to,
    role: next.roles.join(","),
    years: next.years,
    include: next.include,
    hubs: next.hubs,
    all: next.all,
  });
}
