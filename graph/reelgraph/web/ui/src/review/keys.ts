// The keys of the review: the same that `reelgraph review` has.

import type { Case, Choice, PairCase } from "./types";

/** What a key says to a case; null where it says nothing. */
export function chosenBy(key: string, one: Case | PairCase): Choice | null {
  if (key === "s") return { choice: "skip" };
  if ("pair" in one) {
    if (key === "y") return { choice: "same" };
    return key === "n" ? { choice: "different" } : null;
  }
  if (key === "x") return { choice: "no item" };
  if (key === "n" && one.candidates.length > 0) return { choice: "none of these" };
  const item = numbered(key, one);
  return item ? { choice: "accept", item } : null;
}

/** The item of the candidate whose number a key is. */
export function numbered(key: string, one: Case | PairCase): string | undefined {
  return "candidates" in one && /^[1-9]$/.test(key) ? one.candidates[Number(key) - 1]?.item : undefined;
}
