// A field that finds an entity while its name is typed: a combobox as the ARIA practices have it.

import { useEffect, useId, useRef, useState } from "preact/hooks";

import { Mark } from "./mark";
import { about } from "./problem";
import { useSuggestions } from "./suggesting";
import type { Entity } from "./types";

interface Properties {
  /** What is searched, for who does not see the field; shown above it if `labelled`. */
  label: string;
  labelled?: boolean;
  placeholder?: string;
  /** Only entities of this type. */
  type?: string;
  onChoose: (entity: Entity) => void;
  /** The text was changed by hand: what was chosen before is no longer meant. */
  onChange?: (text: string) => void;
  autofocus?: boolean;
  /** What stands in it at first. */
  value?: string;
  /** Whether it is empty again when something was chosen. */
  clears?: boolean;
  /** Whether the key / leads here. */
  slash?: boolean;
}

/** The field and its list. */
export function Search(properties: Properties) {
  const { label, labelled, placeholder, type, onChoose, onChange, autofocus, clears, slash } = properties;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(properties.value ?? "");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [entered, setEntered] = useState(false);
  const [hinted, setHinted] = useState(false); // Enter was pressed, and several may be meant
  const found = useSuggestions(open ? text : null, type);
  const answered = open && found.text !== "" && found.text === text.trim();
  const options = open ? found.entities : [];

  useEffect(() => setText(properties.value ?? ""), [properties.value]);
  useEffect(() => {
    if (autofocus) input.current?.focus();
  }, [autofocus]);
  useEffect(() => (slash ? onSlash(() => input.current?.focus()) : undefined), [slash]);
  useEffect(() => setActive(-1), [found]);
  useEffect(() => {
    // Enter came before the answer, or several may be meant. What is only near was not seen by then.
    if (!entered || !answered) return;
    setEntered(false);
    if (found.meant && !found.nearest) choose(found.meant);
    else setHinted(true);
  }, [entered, answered]);
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const choose = (entity: Entity) => {
    setText(clears ? "" : entity.label);
    setOpen(false);
    setEntered(false);
    setHinted(false);
    onChoose(entity);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setOpen(true);
      if (options.length) setActive((active + step + (active < 0 && step < 0 ? 1 : 0) + options.length) % options.length);
    } else if (event.key === "Enter") {
      const chosen = options[active] ?? (answered ? found.meant : undefined);
      if (chosen) {
        event.preventDefault();
        choose(chosen);
      } else if (open && text.trim()) {
        event.preventDefault();
        setEntered(true);
      }
    } else if (event.key === "Escape" && (open || text)) {
      event.preventDefault();
      event.stopPropagation();
      if (!open) setText("");
      setOpen(false);
    }
  };

  return (
    <div class="search">
      {labelled && <label for={id}>{label}</label>}
      <input
        ref={input}
        id={id}
        type="text"
        enterkeyhint="search"
        role="combobox"
        dir="auto"
        aria-label={labelled ? undefined : label}
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
          setEntered(false);
          setHinted(false);
          onChange?.(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <div class="suggestions" hidden={!answered && options.length === 0}>
        <p role="status">
          {answered ? said(found.trouble, options.length, found.nearest) : ""}
          {answered && hinted && options.length > 0 && <strong class="choose-one"> Choose one of these (↓)</strong>}
        </p>
        <ul id={`${id}-list`} role="listbox" aria-label="Names" hidden={options.length === 0}>
          {options.map((entity, place) => (
            <li
              key={entity.iri}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === active}
              // The field keeps the focus: a click must not take it, or the list would go first.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(entity)}
            >
              <Mark type={entity.type} />
              <span>
                <bdi>{entity.label}</bdi> <span class="muted">{about(entity)}</span>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function said(trouble: string, count: number, nearest: boolean): string {
  if (trouble) return trouble;
  if (!count) return "Nothing of that name is in this graph.";
  if (nearest) return "Nothing is called just that. The nearest:";
  return count === 1 ? "1 name" : `${count} names`;
}

function onSlash(focus: () => void): () => void {
  const pressed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focus();
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
