// The years below the picture, a faint line at each, and the lane of what has none.

import type { Style, Theme } from "./style";

const UNKNOWN = "year unknown";
/** How broad the lane of what has no year is at most, to each side. */
const LANE = 34;

/** Draw the years, given with where they stand on the screen, as many as there is room for, and the lane. */
export function drawYears(
  pen: CanvasRenderingContext2D,
  at: ReadonlyMap<number, number>,
  lane: number | null,
  height: number,
  style: Style,
  theme: Theme,
): void {
  pen.font = `11px ${style.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.lineWidth = 1;
  const latest = Math.max(...at.values());
  if (lane !== null) {
    const half = Math.min(LANE, 0.6 * (lane - latest));
    pen.fillStyle = theme.line;
    pen.globalAlpha = 0.45;
    pen.fillRect(lane - half, 0, 2 * half, height - 18);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.muted;
    pen.fillText(UNKNOWN, lane, height - 6);
  }
  let last = -Infinity;
  for (const [year, x] of [...at].sort((a, b) => a[1] - b[1])) {
    if (x - last < 44 || (lane !== null && Math.abs(lane - x) < LANE + 30)) continue;
    last = x;
    pen.strokeStyle = theme.line;
    pen.globalAlpha = 0.6;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, height - 18);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.fillStyle = theme.muted;
    pen.fillText(String(year), x, height - 6);
  }
}
