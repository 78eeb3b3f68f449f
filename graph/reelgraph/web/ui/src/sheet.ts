// Style sheets that only one view needs.

const loaded = new Map<string, Promise<void>>();

/** Load a style sheet once: `import css from "sheet:./x.css"; await withSheet(css)`. */
export function withSheet(address: string): Promise<void> {
  const known = loaded.get(address);
  if (known) return known;
  const loading = new Promise<void>((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    // All files of the bundle lie in one folder, with this one.
    link.href = new URL(address, import.meta.url).href;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
  loaded.set(address, loading);
  return loading;
}
