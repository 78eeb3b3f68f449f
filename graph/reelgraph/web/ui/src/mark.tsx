// The mark of a type: its shape and colour, as in the graph and in every picture.

import { typeStyle, useStyle } from "./graph/style";

interface Properties {
  type: string;
  size?: number;
}

/** The mark, with the type's name for who does not see it. */
export function Mark({ type, size = 14 }: Properties) {
  const { style } = useStyle();
  if (!style) return <span class="mark" style={{ width: `${size}px` }} />;
  const { shape, colour, fill, text } = typeStyle(style, type);
  const thick = fill === "solid" ? 0 : 0.34;
  const radius = 1 - thick / 2;
  const paint =
    fill === "solid"
      ? { fill: colour }
      : { fill: "var(--page)", stroke: colour, "stroke-width": thick, "stroke-linejoin": "round" as const };
  const corners = style.corners[shape]?.map(([x, y]) => `${x * radius},${y * radius}`).join(" ");
  return (
    <svg class="mark" role="img" aria-label={text} width={size} height={size} viewBox="-1.3 -1.3 2.6 2.6">
      <title>{text}</title>
      {shape === "square" ? (
        <rect x={-0.9 * radius} y={-0.9 * radius} width={1.8 * radius} height={1.8 * radius} rx={0.36} {...paint} />
      ) : corners ? (
        <polygon points={corners} {...paint} />
      ) : (
        <circle r={radius} {...paint} />
      )}
      {fill === "dotted" && <circle r={0.3} fill={colour} />}
    </svg>
  );
}
