// What is in the graph, in numbers: plots, each with its table.

import { address } from "../api";
import { useOnce } from "../asking";
import { Trouble } from "../problem";
import type { Statistics } from "../types";
import { Plot } from "./plot";

const FILES = ["html", "svg", "csv", "xlsx", "json"];

/** All counts. */
export default function StatisticsView() {
  const { data, problem, waiting } = useOnce<Statistics>("api/statistics");
  return (
    <div class="page statistics">
      <h1 tabIndex={-1}>Statistics</h1>
      {problem && <Trouble problem={problem} />}
      {waiting && <p class="waiting" role="status">It is being counted. On millions of facts that takes a while.</p>}
      {data && (
        <>
          <p>
            <span class="muted">Counted on {data.date}. As a file: </span>
            {FILES.map((format) => (
              <a key={format} class="button" href={address("api/statistics", { format })} download>
                {format.toUpperCase()}
              </a>
            ))}
          </p>
          <div class="plots">
            {data.tables.map((table) => <Plot key={table.key} table={table} />)}
          </div>
        </>
      )}
    </div>
  );
}
