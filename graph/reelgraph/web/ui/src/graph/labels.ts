// Labels: the important first, none over another; what is chosen or pointed at always has one.

import type { Style, Theme } from "./style";

export interface Spot {
  iri: string;
  text: string;
  /** A second line, such as "+34 more". */
  more: string;
  x: number;
  y: number;
  radius: number;
  /** Drawn whatever stands there already. */
  always: boolean;
  strong: boolean;
  pale: boolean;
}

export interface Stroke {
  text: string;
  from: { x: number; y: number };
  to: { x: number; y: number };
  always: boolean;
}

type Box = [left: number, top: number, right: number, bottom: number];
const SMALL = 11;
const widths = new Map<string, number>();

const meet = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

export function shorten(text: string, limit: number): string {
  const letters = [...text];
  return letters.length <= limit ? text : letters.slice(0, limit - 1).join("").trimEnd() + "…";
}

/** Draw the labels of `spots`, given in the order of their importance, and of lines. */
export function drawLabels(
  pen: CanvasRenderingContext2D,
  size: { width: number; height: number },
  spots: readonly Spot[],
  strokes: readonly Stroke[],
  style: Style,
  theme: Theme,
): void {
  const high = style.labelSize * 1.2;
  const inView = spots.filter(
    ({ x, y }) => x > -20 && y > -20 && x < size.width + 20 && y < size.height + 20,
  );
  const bodies = inView.map((spot): [Box, string] => {
    const r = spot.radius * 0.9;
    return [[spot.x - r, spot.y - r, spot.x + r, spot.y + r], spot.iri];
  });
  const taken: Box[] = [];
  // So many labels and no more: a crowd of names is none.
  let room = Math.max(12, (size.width * size.height) / 5500);
  for (const spot of inView) {
    if (!spot.always && (room <= 0 || spot.pale)) continue;
    const weight = spot.strong ? 600 : 400;
    const lines = [shorten(spot.text, spot.always ? 60 : 26)];
    if (spot.more) lines.push(spot.more);
    const broad = Math.max(...lines.map((line) => widthOf(pen, line, style, style.labelSize, weight))) + 4;
    const tall = lines.length * high;
    const gap = spot.radius + (spot.strong ? 9 : 3);
    const slid = Math.min(Math.max(spot.x - broad / 2, 1), size.width - broad - 1);
    const places: [number, number][] = [
      [spot.x - broad / 2, spot.y + gap],
      [spot.x - broad / 2, spot.y - gap - tall],
      [spot.x + gap + 1, spot.y - tall / 2],
      [spot.x - gap - 1 - broad, spot.y - tall / 2],
      [slid, spot.y + gap],
      [slid, spot.y - gap - tall],
    ];
    const free = places.find(([left, top]) => {
      const box: Box = [left, top, left + broad, top + tall];
      return (
        left >= 0 && top >= 0 && box[2] <= size.width && box[3] <= size.height &&
        !taken.some((other) => meet(box, other)) &&
        !bodies.some(([other, iri]) => iri !== spot.iri && meet(box, other))
      );
    });
    const found = free ?? (spot.always ? [slid, spot.y + gap] as [number, number] : null);
    if (!found) continue;
    room -= 1;
    const [left, top] = found;
    taken.push([left, top, left + broad, top + tall]);
    lines.forEach((line, row) => {
      const colour = row === 0 ? theme.text : theme.muted;
      write(pen, line, left + broad / 2, top + high * (row + 0.5), style.labelSize, weight, colour, style, theme);
    });
  }
  const blocked = [...taken, ...bodies.map(([box]) => box)];
  for (const { text, from, to, always } of strokes) {
    const long = Math.hypot(to.x - from.x, to.y - from.y);
    const broad = widthOf(pen, text, style, SMALL, 400) + 4;
    if (!always && long < broad + 24) continue;
    const parts = [0.5, 0.42, 0.58, 0.34, 0.66].map((part): [number, number] => [part, 0]);
    // What is pointed at has to stand somewhere: beside the line, if there is no room on it.
    if (always) parts.push([0.5, -16], [0.5, 16], [0.5, -32], [0.5, 32]);
    const places = parts.map(([part, lower]): Box => {
      const x = from.x + part * (to.x - from.x), y = from.y + part * (to.y - from.y) + lower;
      return [x - broad / 2, y - 7, x + broad / 2, y + 7];
    });
    const found = places.find((box) => !blocked.some((other) => meet(box, other)));
    const box = found ?? (always ? places[0] : undefined);
    if (!box) continue;
    blocked.push(box);
    const x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2;
    pen.fillStyle = theme.page; // the line must not run through the words
    pen.fillRect(box[0], box[1], broad, 14);
    write(pen, text, x, y, SMALL, 400, theme.muted, style, theme);
  }
}

function write(
  pen: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  size: number,
  weight: number,
  colour: string,
  style: Style,
  theme: Theme,
): void {
  pen.font = `${weight} ${size}px ${style.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = theme.page;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function widthOf(pen: CanvasRenderingContext2D, text: string, style: Style, size: number, weight: number): number {
  const key = `${size} ${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 5000) widths.clear();
    pen.font = `${weight} ${size}px ${style.font}`;
    width = pen.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}
