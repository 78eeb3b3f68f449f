// Bundles the explorer into ../static: `node build.mjs`, or `node build.mjs --watch` while at work.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

import { licences } from "./licences.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");

/** `import address from "sheet:./x.css"`: a style sheet as a file, for the views that need it. */
const sheets = {
  name: "sheets",
  setup(build) {
    build.onResolve({ filter: /^sheet:/ }, async ({ path, resolveDir }) => {
      const kind = "import-statement";
      const found = await build.resolve(path.slice("sheet:".length), { kind, resolveDir });
      return found.errors.length ? found : { path: found.path, namespace: "sheet" };
    });
    build.onLoad({ filter: /./, namespace: "sheet" }, async ({ path }) => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [path], bundle: true, minify: true, write: false, outdir: out,
        loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl" },
      });
      return { contents: outputFiles[0].contents, loader: "file" };
    });
  },
};

/** Writes the shell and the licences, and takes away what an earlier build left. */
const shell = {
  name: "shell",
  setup(build) {
    build.onEnd(async ({ errors, metafile }) => {
      if (errors.length) return;
      const made = new Map(
        Object.entries(metafile.outputs).map(([path, output]) => [output.entryPoint, { path, ...output }]),
      );
      const name = (path) => path.slice(path.lastIndexOf("/") + 1);
      const main = made.get("src/main.tsx");
      const page = (await readFile(join(here, "index.html"), "utf8"))
        .replace("{{main}}", name(main.path))
        .replace("{{style}}", name(main.cssBundle))
        .replace("{{first}}", name(made.get("src/first.ts").path));
      await writeFile(join(out, "index.html"), page);
      await writeFile(join(out, "icon.svg"), await readFile(join(here, "icon.svg")));
      await writeFile(join(out, "licences.txt"), await licences(here, metafile));
      const known = new Set(["index.html", "icon.svg", "licences.txt", "stamp"]);
      for (const path of Object.keys(metafile.outputs)) known.add(name(path));
      for (const entry of await readdir(out)) {
        if (!known.has(entry)) await rm(join(out, entry), { recursive: true });
      }
    });
  },
};

const watching = process.argv.includes("--watch");
await mkdir(out, { recursive: true });
const context = await esbuild.context({
  absWorkingDir: here,
  entryPoints: ["src/main.tsx", "src/first.ts"],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: !watching,
  sourcemap: watching,
  metafile: true,
  legalComments: "none", // their texts are in licences.txt
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  // What has a hash in its name is kept by browsers for good: the server knows them by their "-".
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
  plugins: [sheets, shell],
});
if (watching) {
  await context.watch();
} else {
  await context.rebuild();
  await context.dispose();
}
