// The keys of the review, in a list that ? opens and closes.

import { useEffect, useRef } from "preact/hooks";

const FOR_CASES: readonly [string, string][] = [
  ["1-9", "it is the candidate of that number"],
  ["n", "it is none of these: all that are shown are rejected"],
  ["x", "it has no item at Wikidata: all are rejected, and that is kept"],
  ["r", "reject one: then its number"],
  ["g", "it is an item that is not shown: then its number, such as Q42"],
];
const FOR_PAIRS: readonly [string, string][] = [
  ["y", "they are one"],
  ["n", "they are two"],
];
const FOR_BOTH: readonly [string, string][] = [
  ["s", "not sure: it stays open, and comes again at the end"],
  ["w", "write a note, which goes with the next answer"],
  ["u", "undo the last answer"],
  ["?", "show and hide this list"],
];

export function Help({ pairs, onClose }: { pairs: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog} class="overrule" aria-labelledby="keys-title" onClose={onClose}
      onKeyDown={(event) => event.key === "?" && dialog.current?.close()}
    >
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {[...(pairs ? FOR_PAIRS : FOR_CASES), ...FOR_BOTH].map(([key, text]) => (
          <div key={key}>
            <dt><kbd>{key}</kbd></dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">What you decided is kept at once: close the page whenever you like.</p>
      <div class="tools">
        <button type="button" onClick={() => dialog.current?.close()}>Close</button>
      </div>
    </dialog>
  );
}
