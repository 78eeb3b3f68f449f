// Which cases, and in what order.

import { go } from "../address";
import { useGraph } from "../asking";
import type { Kind, Waiting } from "./types";

const KINDS: readonly [Kind, string][] = [
  ["cases", "Links that are open"],
  ["pairs", "Pairs that may be one"],
  ["unfound", "What no item was found for"],
];
const ORDERS: Record<string, string> = {
  doubtful: "the most doubtful first",
  likeliest: "the likeliest first",
  name: "by name",
};

interface Filter {
  kind: Kind;
  type: string;
  source: string;
  order: string;
}

/** The choices stand in the address. */
export function Filters({ filter, waiting }: { filter: Filter; waiting: Waiting }) {
  const { data } = useGraph();
  const change = (part: Partial<Filter>) => go("review", { ...filter, ...part });
  return (
    <div class="filters">
      <Choose
        label="Show"
        value={filter.kind}
        options={KINDS}
        onChange={(kind) => change({ kind: kind as Kind })}
      />
      <Choose
        label="Type"
        value={filter.type}
        options={[["", "all"], ...(data?.types ?? []).map((t): [string, string] => [t, t])]}
        onChange={(type) => change({ type })}
      />
      <Choose
        label="Source"
        value={filter.source}
        options={[["", "all"], ...waiting.sources.map((s): [string, string] => [s, s])]}
        onChange={(source) => change({ source })}
      />
      {filter.kind !== "pairs" && (
        <Choose
          label="Order"
          value={filter.order || waiting.orders[0]!}
          options={waiting.orders.map((o): [string, string] => [o, ORDERS[o] ?? o])}
          onChange={(order) => change({ order })}
        />
      )}
    </div>
  );
}

interface ChooseProperties {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choose({ label, value, options, onChange }: ChooseProperties) {
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([name, title]) => (
          <option value={name} key={name} selected={name === value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
