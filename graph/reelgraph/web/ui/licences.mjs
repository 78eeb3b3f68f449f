// The licences of what is bundled: of each package that is in it, and of what those were made of.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const NAMED = /node_modules\/((?:@[^/]+\/)?[^/]+)\//g;

/** The text that goes along with the bundle. */
export async function licences(folder, metafile) {
  const lock = JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8")).packages;
  const used = new Set();
  // A package may carry others inside it, bundled by its makers: so all that it depends on counts.
  const take = (place) => {
    if (used.has(place)) return;
    used.add(place);
    for (const name of Object.keys(lock[place]?.dependencies ?? {})) {
      take(nearest(lock, place, name));
    }
  };
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = [...input.matchAll(NAMED)].pop();
      if (found && bytesInOutput) take(input.slice(input.indexOf("node_modules"), found.index + found[0].length - 1));
    }
  }
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^sheet:.*?(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) take(found[1]);
  }
  const texts = await Promise.all([...used].filter(Boolean).sort().map((place) => licence(folder, place)));
  return `The explorer contains these packages from npm.\n\n${texts.join("\n")}`;
}

function nearest(lock, place, name) {
  for (let from = place; from; from = from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/")))) {
    if (lock[`${from}/node_modules/${name}`]) return `${from}/node_modules/${name}`;
  }
  return lock[`node_modules/${name}`] ? `node_modules/${name}` : "";
}

async function licence(folder, place) {
  const about = JSON.parse(await readFile(join(folder, place, "package.json"), "utf8"));
  const files = (await readdir(join(folder, place))).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const texts = await Promise.all(files.sort().map((name) => readFile(join(folder, place, name), "utf8")));
  const author = typeof about.author === "string" ? about.author : (about.author?.name ?? "");
  const said = typeof about.license === "string" ? about.license : (about.license?.type ?? "");
  const head = `${about.name} ${about.version} (${said || "see below"})`;
  const rest = texts.length ? texts.map((text) => text.trim()) : [`Copyright (c) ${author || "its authors"}`];
  return `${"=".repeat(72)}\n${head}\n\n${rest.join("\n\n")}\n`;
}
