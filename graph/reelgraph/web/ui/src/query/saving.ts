// Saving an answer as a file.

import { send } from "../api";

export const FORMATS: readonly [string, string][] = [
  ["csv", "CSV"],
  ["tsv", "TSV"],
  ["xlsx", "Excel"],
  ["json", "JSON"],
  ["xml", "XML"],
];

/** Ask for the whole answer in a format, and hand it to the browser to keep. */
export async function save(sparql: string, format: string, name: string): Promise<void> {
  const body = await (await send("api/file", { sparql, format })).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(body);
  link.download = `${name}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
