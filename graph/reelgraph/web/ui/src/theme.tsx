// Light or dark: as the system has it, unless the reader says otherwise.

import { useState } from "preact/hooks";

const KEY = "reelgraph-theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" } as const;
const SIGN = { auto: "◐", light: "☀", dark: "☾" };
type Choice = keyof typeof NEXT;

/** The button that goes through the three. */
export function ThemeButton() {
  const [choice, set] = useState<Choice>(() => {
    const set = document.documentElement.dataset["theme"];
    return set === "light" || set === "dark" ? set : "auto";
  });
  const change = () => {
    const next = NEXT[choice];
    set(next);
    if (next === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = next;
    try {
      if (next === "auto") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // It holds for this page then.
    }
  };
  return (
    <button type="button" class="theme" onClick={change} title={`Theme: ${choice}`}>
      <span aria-hidden="true">{SIGN[choice]}&#xfe0e;</span>
      <span class="unseen">Theme: {choice}</span>
    </button>
  );
}
