// One view at a time, fetched when it is first opened; what breaks in it breaks nothing else.

import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Trouble } from "./problem";

type Loading = () => Promise<{ default: ComponentType }>;
const loaded = new Map<Loading, ComponentType>();

/** A view that may still have to be fetched; `onShown` is called when it stands. */
export function View({ load, onShown }: { load: Loading; onShown: () => void }) {
  const [, redraw] = useState(0);
  const [failed, setFailed] = useState(false);
  const Found = loaded.get(load);
  useEffect(() => {
    let here = true;
    setFailed(false);
    if (loaded.has(load)) {
      onShown();
      return undefined;
    }
    load().then(
      (module) => {
        loaded.set(load, module.default);
        if (!here) return;
        redraw((count) => count + 1);
        requestAnimationFrame(() => here && onShown());
      },
      () => here && setFailed(true),
    );
    return () => void (here = false);
  }, [load]);
  if (Found) return <Found />;
  if (!failed) return <p class="waiting" role="status">One moment ...</p>;
  const message = "This part of the page could not be fetched: is reelgraph serve still running?";
  return <Broken message={message} />;
}

/** Shows a message where what it holds has failed; another `of` is another try. */
export class Boundary extends Component<{ of: string; children: ComponentChildren }, { message: string }> {
  override state = { message: "" };

  static override getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: { of: string }) {
    if (before.of !== this.props.of && this.state.message) this.setState({ message: "" });
  }

  override render() {
    const { message } = this.state;
    return message ? <Broken message={`This view has failed: ${message}`} /> : this.props.children;
  }
}

function Broken({ message }: { message: string }) {
  return (
    <div class="page">
      <h1 tabIndex={-1}>Something went wrong</h1>
      <Trouble problem={{ kind: "Error", message }} />
      <button type="button" onClick={() => location.reload()}>Load the page again</button>
    </div>
  );
}
