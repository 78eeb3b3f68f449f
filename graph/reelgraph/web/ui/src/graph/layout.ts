// Where each node stands, worked out before anything is drawn; the same whenever it is done again.
//
// The distance of two nodes comes as near as it can to their distance in the network (stress,
// lowered pair by pair as Zheng, Pawar and Goodman do, 2018). What stands already stays.

import type { Model } from "./model";

export interface Place {
  x: number;
  y: number;
}
/** In pixels at the natural size, y downwards, as the command line's pictures have them. */
export type Places = Map<string, Place>;

export interface Wish {
  /** Where nodes stand already. */
  kept?: Places;
  /** The years run from left to right. */
  years?: boolean;
  /** A path from this entity, hop after hop. */
  from?: string;
  /** Higher than broad. */
  upright?: boolean;
}

const HOP = 210;
const LANE = 104;
/** So many have room for their names. */
const NAMED = 90;
/** The lane of what has no year is so far from the last year, as a part of all years. */
const ASIDE = 0.1;
/** A picture along the years is so many times as broad as it is high, at most. */
const LANDSCAPE = 1.6;
const WORK = 1_500_000;
const PAIRS = 130_000;

export function arrange(model: Model, wish: Wish = {}): Places {
  const ids = [...model.nodes.keys()].sort();
  const index = new Map(ids.map((iri, number) => [iri, number]));
  const near = ids.map((iri) => [
    ...new Set(
      model.beside.get(iri)!
        .map((line) => index.get(line.from === iri ? line.to : line.from)!)
        .filter((other) => other !== index.get(iri)),
    ),
  ]);
  if (wish.from !== undefined && index.has(wish.from)) {
    const lanes = inLanes(near, index.get(wish.from)!, wish.upright ?? false);
    if (lanes) return new Map(ids.map((iri, number) => [iri, lanes[number]!]));
  }
  const at: Place[] = new Array<Place>(ids.length);
  const fixed = new Uint8Array(ids.length); // 1: stays; 2: keeps its year
  const lengths: number[] = [];
  ids.forEach((iri, number) => {
    const place = wish.kept?.get(iri);
    if (!place) return;
    at[number] = { ...place };
    fixed[number] = 1;
  });
  near.forEach((others, number) => others.forEach((other) => {
    if (fixed[number] && fixed[other]) lengths.push(distance(at[number]!, at[other]!));
  }));
  const settled = fixed.some((one) => one === 1);
  const unit = settled && lengths.length > 0 ? middle(lengths) : unitFor(near);
  const step = wish.years ? datesOf(model, ids, at, fixed) : 0;
  begin(near, at, fixed, unit, settled);
  relax(near, at, fixed, unit);
  if (step > 0 && !settled) fillHeight(at);
  separate(at, fixed, ids.length <= NAMED ? 58 : 26, step > 0);
  return new Map(ids.map((iri, number) => [iri, at[number]!]));
}

/** How many pixels one edge is to have: the more stand around one node, the longer. */
function unitFor(near: number[][]): number {
  const most = Math.max(1, ...near.map((others) => others.length));
  return Math.max(96, 21 * Math.sqrt(most) * Math.min(1.5, 1 + near.length / 400));
}

/** Put works at their year, or in a lane behind all years if nobody tells it; the pixels of a year. */
function datesOf(model: Model, ids: string[], at: Place[], fixed: Uint8Array): number {
  const years = ids.map((iri) => model.nodes.get(iri)!.year);
  const dated = years.filter((year): year is number => year !== null);
  if (dated.length === 0) return 0;
  const first = Math.min(...dated);
  const last = Math.max(...dated);
  const broad = 700 + 100 * Math.sqrt(ids.length);
  const step = broad / Math.max(1, last - first);
  const random = dice(7);
  const lane = (last - first) * step + ASIDE * broad;
  years.forEach((year, number) => {
    if (year === null && !model.undated.has(ids[number]!)) return;
    const stood = at[number];
    const x = year === null ? lane : (year - first) * step;
    at[number] = { x, y: stood?.y ?? (random() - 0.5) * 600 };
    fixed[number] = stood ? 1 : 2;
  });
  return step;
}

/**
 * A long row of years is made higher, so that it fills a picture. Where it is nearly a line, or many
 * stand in it, heights say little but their order: that is kept, and the ground shared out evenly.
 */
function fillHeight(at: Place[]): void {
  const xs = at.map((place) => place.x), ys = at.map((place) => place.y);
  const high = Math.max(1, Math.max(...ys) - Math.min(...ys));
  const wanted = (Math.max(...xs) - Math.min(...xs)) / LANDSCAPE;
  if (at.length <= NAMED && high > wanted / 3) {
    for (const place of at) place.y *= Math.max(1, wanted / high);
    return;
  }
  const order = at.map((_, number) => number).sort((a, b) => ys[a]! - ys[b]! || a - b);
  order.forEach((number, rank) => (at[number]!.y = wanted * (rank / Math.max(1, at.length - 1) - 0.5)));
}

/** New nodes begin around what they hang on, on a spiral that never meets itself. */
function begin(near: number[][], at: Place[], fixed: Uint8Array, unit: number, settled: boolean): void {
  const order = near.map((_, number) => number).sort((a, b) => near[b]!.length - near[a]!.length || a - b);
  const around = new Map<number, number>();
  let loose = 0;
  const right = settled ? Math.max(...at.filter(Boolean).map((place) => place.x)) + unit : 0;
  const place = (number: number) => {
    const parent = near[number]!.filter((other) => at[other]).sort((a, b) => Number(fixed[b]) - Number(fixed[a]))[0];
    const turn = 2.399963 * (parent === undefined ? loose : around.get(parent) ?? 0);
    if (parent === undefined) {
      at[number] = { x: right + 30 * Math.sqrt(loose) * Math.cos(turn), y: 30 * Math.sqrt(loose) * Math.sin(turn) };
      loose += 1;
    } else {
      const out = unit * (0.8 + 0.02 * Math.sqrt(around.get(parent) ?? 0));
      at[number] = { x: at[parent]!.x + out * Math.cos(turn), y: at[parent]!.y + out * Math.sin(turn) };
      around.set(parent, (around.get(parent) ?? 0) + 1);
    }
  };
  // Breadth first, so that a parent stands before its children.
  const queue = order.filter((number) => at[number]);
  const seen = new Set(queue);
  for (const start of order) {
    if (!seen.has(start) && !near[start]!.some((other) => seen.has(other)) && queue.length === 0) {
      place(start);
      seen.add(start);
      queue.push(start);
    }
    while (queue.length > 0) {
      const number = queue.shift()!;
      for (const other of near[number]!) {
        if (seen.has(other)) continue;
        seen.add(other);
        place(other);
        queue.push(other);
      }
    }
  }
  for (const number of order) if (!at[number]) place(number);
}

/** Lower the stress; nodes that stay pull the others, and are not pulled. */
function relax(near: number[][], at: Place[], fixed: Uint8Array, unit: number): void {
  const many = near.length;
  const random = dice(20151);
  const free = near.map((_, number) => number).filter((number) => fixed[number] !== 1);
  if (free.length === 0 || many < 2) return;
  const pairs = pairsOf(near, fixed, free, random);
  const count = pairs.length / 3;
  // So many steps and no more, so that it is the same on every machine, and soon done on each.
  const rounds = Math.max(6, Math.min(40, Math.floor(WORK / Math.max(1, count))));
  let longest = 1;
  for (let place = 2; place < pairs.length; place += 3) longest = Math.max(longest, pairs[place]!);
  const cooling = Math.log(0.1 / (longest * longest)) / Math.max(1, rounds - 1);
  const x = Float64Array.from(at, (place) => place.x), y = Float64Array.from(at, (place) => place.y);
  for (let round = 0; round < rounds; round += 1) {
    const heat = longest * longest * Math.exp(cooling * round);
    for (let place = 0; place < pairs.length; place += 3) {
      const a = pairs[place]!, b = pairs[place + 1]!, d = pairs[place + 2]!;
      let dx = x[a]! - x[b]!, dy = y[a]! - y[b]!;
      let length = Math.sqrt(dx * dx + dy * dy);
      if (length < 0.01) {
        dx = random() - 0.5;
        dy = random() - 0.5;
        length = Math.sqrt(dx * dx + dy * dy) || 1;
      }
      const held = fixed[b] === 1;
      const share = Math.min(1, heat / (d * d)) * (held ? 1 : 0.5);
      const move = (share * (length - d * unit)) / length;
      if (fixed[a] !== 2) x[a]! -= move * dx;
      y[a]! -= move * dy;
      if (held) continue;
      if (fixed[b] !== 2) x[b]! += move * dx;
      y[b]! += move * dy;
    }
  }
  at.forEach((place, number) => {
    place.x = x[number]!;
    place.y = y[number]!;
  });
}

/** Pairs in a mixed order, each with its distance in edges: a, b, d, a, b, d ... */
function pairsOf(near: number[][], fixed: Uint8Array, free: number[], random: () => number): Int32Array {
  const many = near.length;
  const all = free.length * many <= PAIRS;
  const from = all ? free : shuffled(free, random).slice(0, Math.ceil(PAIRS / many));
  const found: number[] = [];
  const hops = new Int16Array(many), queue = new Int32Array(many);
  for (const source of from) {
    hops.fill(-1);
    hops[source] = 0;
    queue[0] = source;
    for (let head = 0, end = 1; head < end; head += 1) {
      const here = queue[head]!;
      for (const other of near[here]!) {
        if (hops[other] !== -1) continue;
        hops[other] = hops[here]! + 1;
        queue[end] = other;
        end += 1;
      }
    }
    for (let other = 0; other < many; other += 1) {
      if (other === source || (all && other < source && fixed[other] !== 1)) continue;
      // Parts that are not connected stand a few edges apart.
      found.push(source, other, hops[other] === -1 ? 5 : hops[other]!);
    }
  }
  if (!all) {
    const sampled = new Set(from);
    for (const source of free) {
      for (const other of near[source]!) if (!sampled.has(source) && !sampled.has(other)) found.push(source, other, 1);
    }
  }
  const pairs = Int32Array.from(found);
  for (let last = pairs.length / 3 - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    for (let part = 0; part < 3; part += 1) {
      const held = pairs[3 * last + part]!;
      pairs[3 * last + part] = pairs[3 * other + part]!;
      pairs[3 * other + part] = held;
    }
  }
  return pairs;
}

/** Push apart what stands too near. */
function separate(at: Place[], fixed: Uint8Array, room: number, upright: boolean): void {
  const columnOf = (place: Place) => Math.floor(place.x / room), rowOf = (place: Place) => Math.floor(place.y / room);
  const cellAt = (column: number, row: number) => column * 65536 + row;
  for (let round = 0; round < 24; round += 1) {
    let moved = false;
    const cells = new Map<number, number[]>();
    at.forEach((place, number) => {
      const cell = cellAt(columnOf(place), rowOf(place));
      const held = cells.get(cell);
      if (held) held.push(number);
      else cells.set(cell, [number]);
    });
    const apart = (number: number, other: number) => {
      const place = at[number]!, there = at[other]!;
      const length = distance(place, there);
      if (length >= room) return;
      moved = true;
      const angle = length < 0.01 ? number : Math.atan2(place.y - there.y, place.x - there.x);
      const push = (room - length) / (fixed[number] === 1 || fixed[other] === 1 ? 1 : 2);
      const aside = upright ? 0 : push * Math.cos(angle);
      const down = push * (upright ? (Math.sin(angle) < 0 ? -1 : 1) : Math.sin(angle));
      if (fixed[number] !== 1) {
        place.x += aside;
        place.y += down;
      }
      if (fixed[other] !== 1) {
        there.x -= aside;
        there.y -= down;
      }
    };
    at.forEach((place, number) => {
      const column = columnOf(place), row = rowOf(place);
      for (let c = column - 1; c <= column + 1; c += 1) {
        for (let r = row - 1; r <= row + 1; r += 1) {
          for (const other of cells.get(cellAt(c, r)) ?? []) {
            if (other > number && !(fixed[number] === 1 && fixed[other] === 1)) apart(number, other);
          }
        }
      }
    });
    if (!moved) return;
  }
}

/** Layers by their distance from the start; in each, the order with few crossings. */
function inLanes(near: number[][], start: number, upright: boolean): Place[] | null {
  const layers: number[][] = [];
  const seen = new Set([start]);
  for (let layer = [start]; layer.length > 0; ) {
    layers.push(layer);
    const next = [...new Set(layer.flatMap((number) => near[number]!))].filter((other) => !seen.has(other));
    next.sort((a, b) => a - b).forEach((other) => seen.add(other));
    layer = next;
  }
  if (seen.size !== near.length) return null;
  const height = new Map<number, number>();
  layers.forEach((layer) => layer.forEach((number, place) => height.set(number, place)));
  for (let sweep = 0; sweep < 12; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const wanted = new Map(layer.map((number) => {
        const others = near[number]!.map((other) => height.get(other)!);
        return [number, others.length ? others.reduce((x, y) => x + y, 0) / others.length : 0];
      }));
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a - b);
      layer.forEach((number, place) => height.set(number, place - (layer.length - 1) / 2));
    }
  }
  const at: Place[] = new Array<Place>(near.length);
  // Many lanes are narrow ones, and their hops long, so that they fill a picture.
  const lanes = Math.max(...layers.map((layer) => layer.length));
  const lane = (lanes > 12 ? 0.5 : 1) * LANE;
  const hop = upright ? 110 : Math.max(HOP, (1.5 * lane * lanes) / layers.length);
  layers.forEach((layer, step) => layer.forEach((number) => {
    const along = hop * step, aside = (upright ? 130 : lane) * height.get(number)!;
    at[number] = upright ? { x: aside, y: along } : { x: along, y: aside };
  }));
  return at;
}

const distance = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

function middle(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** Numbers that look like chance and are the same every time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}
