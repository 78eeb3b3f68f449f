// One table of counts, drawn: bars that are the rows of a real table, or columns above one.

import { Link } from "../address";
import { useStyle, typeStyle } from "../graph/style";
import type { Bar, CountTable } from "../types";

const TYPES = { film: "Film", person: "Person", company: "Company", festival: "Festival", other: "" };

/** The plot, with its table. */
export function Plot({ table }: { table: CountTable }) {
  const { style } = useStyle();
  const colour = style ? typeStyle(style, TYPES[table.tone]).colour : "currentColor";
  return (
    <section class={`plot ${table.upright ? "wide" : ""}`} style={{ "--bar": colour }} aria-labelledby={`plot-${table.key}`}>
      <h2 id={`plot-${table.key}`}>{table.title}</h2>
      {table.upright ? <Upright table={table} /> : <Rows table={table} drawn />}
    </section>
  );
}

function Rows({ table, drawn }: { table: CountTable; drawn?: boolean }) {
  const parts = table.bars.some((bar) => bar.percent !== null);
  return (
    <table>
      <caption class="unseen">{table.title}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Count</th>
          {parts && <th scope="col">Per cent</th>}
          {drawn && <td />}
        </tr>
      </thead>
      <tbody>
        {table.bars.map((bar) => (
          <tr key={`${bar.label} ${bar.iri}`}>
            <th scope="row"><Name bar={bar} /></th>
            <td class="number">{bar.count.toLocaleString("en")}</td>
            {parts && <td class="number">{bar.percent === null ? "" : `${bar.percent} %`}</td>}
            {drawn && (
              <td class="drawn" aria-hidden="true">
                <div style={{ width: `${100 * bar.share}%`, minWidth: bar.count ? "1px" : 0 }} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Name({ bar }: { bar: Bar }) {
  if (!bar.iri) return <bdi>{bar.label}</bdi>;
  return <Link to="explore" parameters={{ node: bar.iri }}><bdi>{bar.label}</bdi></Link>;
}

const [WIDTH, HEIGHT] = [1000, 180];

function Upright({ table }: { table: CountTable }) {
  const step = WIDTH / table.bars.length;
  const first = table.bars[0], last = table.bars[table.bars.length - 1];
  const most = table.bars.reduce((a, b) => (b.count > a.count ? b : a), table.bars[0]!);
  const said = `${table.title}: from ${first?.label} to ${last?.label}, the most in ${most.label}: ${most.count.toLocaleString("en")}`;
  return (
    <>
      <svg class="columns" role="img" aria-label={said} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        {table.bars.map((bar, place) => (
          <rect
            key={bar.label}
            x={place * step + step * 0.08}
            width={step * 0.84}
            y={HEIGHT * (1 - bar.share)}
            height={HEIGHT * bar.share}
          >
            <title>{`${bar.label}: ${bar.count.toLocaleString("en")}`}</title>
          </rect>
        ))}
      </svg>
      <p class="axis muted" aria-hidden="true"><span>{first?.label}</span><span>most in {most.label}: {most.count.toLocaleString("en")}</span><span>{last?.label}</span></p>
      <details>
        <summary>As a table</summary>
        <Rows table={table} />
      </details>
    </>
  );
}
