// A role as the legend shows it: a piece of its line.

import { roleStyle, type Style } from "./style";

export function RoleMark({ style, role, unsure = false }: { style: Style; role: string; unsure?: boolean }) {
  const { width, dashes, cap } = roleStyle(style, role);
  return (
    <svg class="role-mark" width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">
      <line
        x1="2" y1="6" x2="26" y2="6" stroke="var(--edge)" stroke-width={width} stroke-linecap={cap}
        stroke-dasharray={dashes.length ? dashes.join(" ") : undefined}
        stroke-opacity={unsure ? style.pale : 1}
      />
    </svg>
  );
}
