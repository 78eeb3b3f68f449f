// One parameter of a question, as the field that suits its kind.

import { Search } from "../search";
import type { Entity } from "../types";
import type { Parameter } from "./types";

interface Properties {
  parameter: Parameter;
  values: string[];
  /** What the IRIs among the values are called. */
  names: Record<string, string>;
  onChange: (values: string[], names?: Record<string, string>) => void;
}

/** A search for entities, a number, or a text. */
export function Field({ parameter, values, names, onChange }: Properties) {
  const { name, kind, isList, description } = parameter;
  const title = name.replaceAll("_", " ");
  const hint = `hint-${name}`;
  if (kind === "year" || kind === "integer" || kind === "text") {
    return (
      <div class="field">
        <label for={`field-${name}`}>{title}</label>
        <input
          id={`field-${name}`}
          {...(kind === "text" ? { type: "text" as const } : { type: "number" as const })}
          value={values[0] ?? ""}
          aria-describedby={hint}
          onInput={(event) => onChange([event.currentTarget.value])}
        />
        <small id={hint}>{description}</small>
      </div>
    );
  }
  return (
    <div class="field" role="group" aria-label={title}>
      <span>{title}</span>
      {values.length > 0 && (
        <ul class="chosen">
          {values.map((value) => (
            <li key={value} title={value}>
              <span dir="auto">{names[value] ?? value}</span>
              {isList && (
                <button
                  type="button"
                  aria-label={`Take ${names[value] ?? value} out`}
                  onClick={() => onChange(values.filter((one) => one !== value))}
                >
                  ×
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Search
        label={values.length > 0 ? (isList ? `Add to ${title}` : `Another ${title}`) : title}
        placeholder={isList ? "Add one more ..." : `A ${kind === "Entity" ? "name" : kind.toLowerCase()} ...`}
        {...(kind === "Entity" ? {} : { type: kind })}
        clears
        onChoose={(entity: Entity) =>
          onChange(isList ? [...new Set([...values, entity.iri])] : [entity.iri], {
            [entity.iri]: entity.year ? `${entity.label} (${entity.year})` : entity.label,
          })
        }
      />
      <small>{description}</small>
    </div>
  );
}
