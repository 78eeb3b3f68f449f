// A network as it is drawn: one line between two entities, and what of it is shown.

import type { Edge, Network, Node } from "../types";
import { byRank, typeStyle, type Style } from "./style";

/** All edges between the same two entities, drawn as one line. */
export interface Line {
  key: string;
  from: string;
  to: string;
  roles: string[];
  unsure: boolean;
  edges: Edge[];
}

export interface Model {
  nodes: Map<string, Node>;
  lines: Line[];
  /** The lines at each node. */
  beside: Map<string, Line[]>;
  /** The works whose year no source tells. */
  undated: ReadonlySet<string>;
  total: number;
}

/** What the reader does not want to see. */
export interface Hidden {
  types: ReadonlySet<string>;
  roles: ReadonlySet<string>;
  nodes: ReadonlySet<string>;
  unsure: boolean;
  /** Show this entity and what stands beside it, nothing else. */
  only?: string | null;
}

export const NOTHING_HIDDEN: Hidden = {
  types: new Set(),
  roles: new Set(),
  nodes: new Set(),
  unsure: false,
};

export interface Shown {
  nodes: Set<string>;
  /** The roles that each shown line has left. */
  lines: Map<string, string[]>;
}

export const keyOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

export function modelOf(network: Network, style: Style): Model {
  const nodes = new Map(network.nodes.map((node) => [node.iri, node]));
  const found = new Map<string, Line>();
  for (const edge of network.edges) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    const key = keyOf(edge.from, edge.to);
    const line = found.get(key);
    if (line) {
      line.edges.push(edge);
      line.unsure &&= edge.unsure;
    } else {
      const { from, to, unsure } = edge;
      found.set(key, { key, from, to, unsure, roles: [], edges: [edge] });
    }
  }
  const beside = new Map<string, Line[]>([...nodes.keys()].map((iri) => [iri, []]));
  for (const line of found.values()) {
    // A role that somebody is sure of is drawn before one that nobody is.
    const sure = line.edges.filter((edge) => !edge.unsure).flatMap((edge) => edge.roles);
    const rest = line.edges.flatMap((edge) => edge.roles);
    line.roles = [...new Set([...byRank(style, sure), ...byRank(style, rest)])];
    if (line.roles.length === 0) line.roles = ["related"];
    beside.get(line.from)!.push(line);
    if (line.to !== line.from) beside.get(line.to)!.push(line);
  }
  const undated = new Set(
    network.nodes.filter((node) => node.year === null && typeStyle(style, node.type).work).map((node) => node.iri),
  );
  return { nodes, lines: [...found.values()], beside, undated, total: network.total };
}

export const otherEnd = (line: Line, iri: string): string => (line.from === iri ? line.to : line.from);

/** What is left of a model under what is hidden; what was asked for is never hidden with its lines. */
export function shownOf(model: Model, hidden: Hidden, focus: readonly string[]): Shown {
  const asked = new Set(focus);
  const near = hidden.only
    ? new Set([
        hidden.only,
        ...(model.beside.get(hidden.only) ?? []).map((line) => otherEnd(line, hidden.only!)),
      ])
    : null;
  const allowed = (node: Node) =>
    !hidden.nodes.has(node.iri) && !hidden.types.has(node.type) && (!near || near.has(node.iri));
  const lines = new Map<string, string[]>();
  for (const line of model.lines) {
    if (line.unsure && hidden.unsure) continue;
    if (!allowed(model.nodes.get(line.from)!) || !allowed(model.nodes.get(line.to)!)) continue;
    const roles = line.roles.filter((role) => !hidden.roles.has(role));
    if (roles.length > 0) lines.set(line.key, roles);
  }
  const nodes = new Set<string>();
  for (const [iri, node] of model.nodes) {
    const beside = model.beside.get(iri)!;
    const linked = beside.length === 0 || beside.some((line) => lines.has(line.key));
    if (allowed(node) && (linked || asked.has(iri))) nodes.add(iri);
  }
  return { nodes, lines };
}

/** How often each type and role stands in a network, whatever is hidden. */
export function counts(model: Model): { types: Map<string, number>; roles: Map<string, number>; unsure: number } {
  const types = new Map<string, number>();
  const roles = new Map<string, number>();
  for (const node of model.nodes.values()) types.set(node.type, (types.get(node.type) ?? 0) + 1);
  for (const line of model.lines) {
    for (const role of line.roles) roles.set(role, (roles.get(role) ?? 0) + 1);
  }
  return { types, roles, unsure: model.lines.filter((line) => line.unsure).length };
}

export const named = (node: Node | undefined): string =>
  node ? (node.year ? `${node.label} (${node.year})` : node.label) : "";
