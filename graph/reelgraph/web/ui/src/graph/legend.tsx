// The legend, which is also the filter: what is switched off is hidden, and stays in the legend.

import { Mark } from "../mark";
import { counts, type Model } from "./model";
import { RoleMark } from "./role_mark";
import { byRank, byType, typeStyle, type Style } from "./style";

interface Props {
  model: Model;
  style: Style;
  /** The names of the types and roles that are hidden. */
  off: ReadonlySet<string>;
  onToggle: (name: string) => void;
}

export function Legend({ model, style, off, onToggle }: Props) {
  const { types, roles } = counts(model);
  return (
    <div class="legend">
      <h2>Entities</h2>
      <ul>
        {byType(style, types.keys()).map((type) => (
          <Entry key={type} name={type} text={typeStyle(style, type).text} count={types.get(type)!} off={off} onToggle={onToggle}>
            <Mark type={type} />
          </Entry>
        ))}
      </ul>
      <h2>Roles</h2>
      <ul>
        {byRank(style, roles.keys()).map((role) => (
          <Entry key={role} name={role} text={role} count={roles.get(role)!} off={off} onToggle={onToggle}>
            <RoleMark style={style} role={role} />
          </Entry>
        ))}
      </ul>
    </div>
  );
}

interface EntryProps {
  name: string;
  text: string;
  count: number;
  off: ReadonlySet<string>;
  onToggle: (name: string) => void;
  children: preact.ComponentChildren;
}

function Entry({ name, text, count, off, onToggle, children }: EntryProps) {
  return (
    <li>
      <button type="button" class="legend-entry" aria-pressed={!off.has(name)} onClick={() => onToggle(name)}>
        {children}
        <bdi>{text}</bdi> <span class="count">{count.toLocaleString("en")}</span>
      </button>
    </li>
  );
}
