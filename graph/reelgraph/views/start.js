// The page starts.

nodes.update(NODES.map((node, number) => ({ id: number, title: tooltipOfNode(number) })));
edges.update(EDGES.map((edge, number) => ({ id: number, title: tooltipOfEdge(number) })));
dark.addEventListener("change", () => network.redraw());
let before = container.clientWidth;
new ResizeObserver(() => {
  if (Math.abs(container.clientWidth - before) > 1) { before = container.clientWidth; fit(undefined, false); }
}).observe(container);
apply();
fit(undefined, false);
