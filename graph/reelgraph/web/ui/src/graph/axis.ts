// The years below the picture, and a faint line at each.

import type { Style, Theme } from "./style";

/** Draw the years, given with where they stand on the screen; as many as there is room for. */
export function drawYears(
  pen: CanvasRenderingContext2D,
  at: ReadonlyMap<number, number>,
  height: number,
  style: Style,
  theme: Theme,
): void {
  pen.font = `11px ${style.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.lineWidth = 1;
  let last = -Infinity;
  for (const [year, x] of [...at].sort((a, b) => a[1] - b[1])) {
    if (x - last < 44) continue;
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
