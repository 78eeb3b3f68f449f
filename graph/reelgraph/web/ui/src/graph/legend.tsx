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
  /** The entities that were asked for: their types are shown whatever else is left out. */
  focus: readonly string[];
  onOff: (names: string[]) => void;
}

export function Legend({ model, style, off, focus, onOff }: Props) {
  const { types, roles } = counts(model);
  const asked = new Set(focus.map((iri) => model.nodes.get(iri)?.type ?? ""));
  const part = (title: string, names: string[], kept: ReadonlySet<string>, draw: (name: string) => Drawn) => {
    const without = [...off].filter((name) => !names.includes(name));
    const shown = names.filter((name) => !off.has(name));
    return (
      <>
        <h2>{title}</h2>
        <ul>
          {names.map((name) => {
            const others = names.filter((other) => other !== name && !kept.has(other));
            const alone = others.length > 0 && !off.has(name) && others.every((other) => off.has(other));
            const only = () => onOff(alone ? without : [...without, ...others]);
            const toggle = () => onOff(off.has(name) ? [...off].filter((one) => one !== name) : [...off, name]);
            return <Entry key={name} {...draw(name)} on={!off.has(name)} alone={alone} onToggle={toggle} onOnly={others.length > 0 ? only : null} />;
          })}
          {shown.length < names.length && (
            <li><button type="button" class="legend-all" title={`Show all ${title.toLowerCase()}`} onClick={() => onOff(without)}>all</button></li>
          )}
        </ul>
      </>
    );
  };
  return (
    <div class="legend">
      {part("Entities", byType(style, types.keys()), asked, (type) => (
        { text: typeStyle(style, type).text, count: types.get(type)!, mark: <Mark type={type} /> }
      ))}
      {part("Roles", byRank(style, roles.keys()), NOTHING, (role) => (
        { text: role, count: roles.get(role)!, mark: <RoleMark style={style} role={role} /> }
      ))}
    </div>
  );
}

const NOTHING: ReadonlySet<string> = new Set();

interface Drawn {
  text: string;
  count: number;
  mark: preact.ComponentChildren;
}

interface EntryProps extends Drawn {
  on: boolean;
  /** Whether all others of its part are hidden. */
  alone: boolean;
  onToggle: () => void;
  /** Nothing, where there are no others to leave out. */
  onOnly: (() => void) | null;
}

function Entry({ text, count, mark, on, alone, onToggle, onOnly }: EntryProps) {
  const only = alone ? "Show all again" : `Show only ${text}`;
  return (
    <li>
      <button
        type="button" class="legend-entry" aria-pressed={on}
        title={`A click ${on ? "hides" : "shows"} ${text}${onOnly ? "; Alt and a click, or a double click, shows nothing else" : ""}`}
        onClick={(event) => (onOnly && (event.altKey || event.detail === 2) ? onOnly() : onToggle())}
      >
        {mark}
        <bdi>{text}</bdi> <span class="count">{count.toLocaleString("en")}</span>
      </button>
      {onOnly && (
        <button type="button" class="legend-only" aria-label={only} title={only} onClick={onOnly}>
          {alone ? "all" : "only"}
        </button>
      )}
    </li>
  );
}
