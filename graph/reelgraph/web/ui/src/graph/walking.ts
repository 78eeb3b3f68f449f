// The arrow keys: from a node to the neighbour that lies in that direction.

import type { Places } from "./layout";
import { otherEnd, type Model, type Shown } from "./model";

const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export const isArrow = (key: string): boolean => Object.hasOwn(WAYS, key);

/** The neighbour nearest to the direction of a key; null where there is none on that side. */
export function neighbourThere(
  model: Model,
  shown: Shown,
  places: Places,
  from: string,
  key: string,
): string | null {
  const way = WAYS[key];
  const here = places.get(from);
  if (!way || !here) return null;
  let best: string | null = null;
  let least = Infinity;
  for (const line of model.beside.get(from) ?? []) {
    const other = otherEnd(line, from);
    const there = places.get(other);
    if (!shown.lines.has(line.key) || !shown.nodes.has(other) || !there || other === from) continue;
    const x = there.x - here.x, y = there.y - here.y;
    const along = x * way[0] + y * way[1], aside = Math.abs(x * way[1]) + Math.abs(y * way[0]);
    if (along <= 0) continue;
    const cost = Math.hypot(along, 2.5 * aside);
    if (cost < least) {
      least = cost;
      best = other;
    }
  }
  return best;
}
