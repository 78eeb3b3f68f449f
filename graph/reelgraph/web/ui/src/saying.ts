// What a screen reader is told of what happens, and what the window is called.

import { useEffect } from "preact/hooks";

let region: HTMLElement | null = null;

/** The element that is read out when it changes; the shell hands it over. */
export function setRegion(element: HTMLElement | null): void {
  region = element;
}

/** Say something to who does not see it: "12 nodes more". */
export function say(text: string): void {
  if (region) region.textContent = text;
}

/** The title of the window while a component stands, as in useTitle("Hardcore (2015)"). */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · reelgraph` : "reelgraph";
  }, [title]);
}
