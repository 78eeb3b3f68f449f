// Runs before anything is drawn, so that the page never flashes in the other theme.

try {
  const chosen = localStorage.getItem("reelgraph-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
} catch {
  // Storage is closed to this page: the system's theme it is.
}
