// Labels: the important first, none over another.

function write(ctx, text, x, y, size, { colour = theme().text, weight = 400, slant = "", align = "center", halo = true } = {}) {
  ctx.font = `${slant} ${weight} ${size}px ${STYLE.font}`;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  if (halo) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = theme().page;
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

const shorten = (text, limit) => {
  const characters = [...text];
  return characters.length <= limit ? text : characters.slice(0, limit - 1).join("").trimEnd() + "…";
};
function wrap(text, limit, most) {
  const lines = [""];
  text.split(" ").forEach((word) => {
    const last = lines.length - 1;
    if (!lines[last] || lines[last].length + word.length < limit || lines.length === most) {
      lines[last] = (lines[last] + " " + word).trim();
    } else lines.push(word);
  });
  return lines.map((line) => shorten(line, limit));
}

const widths = new Map();
function widthOf(ctx, text, size, weight) {
  const key = size + " " + weight + " " + text;
  if (!widths.has(key)) {
    ctx.font = `${weight} ${size}px ${STYLE.font}`;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

// Notes: a number beside their subject, the same as in the list below, and as much of the text as
// there is room for.

const BADGE = 8;
const inLines = (text, limit, most) => wrap(text.replace(new RegExp(`\\S{${limit - 1}}`, "gu"), "$& "), limit, most);
let pen = null;
function sizeOfNote(note) {
  pen ??= document.createElement("canvas").getContext("2d");
  const lines = inLines(note.text, container.clientWidth < 500 ? 20 : 32, 6);
  const width = Math.max(...lines.map((line) => widthOf(pen, line, LABEL, 400))) + 3 * BADGE + 12;
  const scale = network.getScale();
  return { lines, width: width / scale, height: (lines.length * LABEL * 1.3 + 10) / scale };
}

function badge(ctx, number, x, y) {
  ctx.beginPath();
  ctx.arc(x, y, BADGE, 0, 2 * Math.PI);
  ctx.fillStyle = theme().note;
  ctx.fill();
  ctx.strokeStyle = theme().text;
  ctx.lineWidth = 1;
  ctx.stroke();
  write(ctx, String(number), x, y + 0.5, 10, { weight: 700, halo: false });
}

function drawLooseNotes(ctx, width, height, taken) {
  loose().forEach(({ note, number, id }) => {
    const held = network.getPositions([id])[id];
    if (!held) return; // vis-network draws once before it knows a new one
    const { x, y } = onScreen(held);
    const { lines, ...size } = sizeOfNote(note);
    const broad = size.width * network.getScale(), high = size.height * network.getScale();
    // One that stands in view is in view as a whole.
    const within = (from, size, room, at) => (at < 0 || at > room ? from : Math.max(3, Math.min(from, room - size - 3)));
    const left = within(x - broad / 2, broad, width, x), top = within(y - high / 2, high, height, y);
    const marked = !printing && (samePlace(chosen.place, note.at) || chosen.over === id);
    ctx.beginPath();
    ctx.roundRect(left, top, broad, high, 5);
    ctx.fillStyle = theme().note;
    ctx.fill();
    ctx.strokeStyle = marked ? theme().link : theme().edge;
    ctx.lineWidth = marked ? 2 : 1;
    ctx.stroke();
    badge(ctx, number + 1, left + BADGE + 5, top + 5 + LABEL * 0.65);
    lines.forEach((line, row) => write(ctx, line, left + 2 * BADGE + 12, top + 5 + LABEL * 1.3 * (row + 0.5),
      LABEL, { align: "left", halo: false }));
    taken.push([left, top, left + broad, top + high]);
  });
}

const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function drawLabels(ctx, width, height) {
  const shown = NODES.map((node, number) => number).filter((n) => !nodes.get(n).hidden);
  const where = new Map(shown.map((n) => [n, onScreen(at[n])]));
  const inView = shown.filter((n) => {
    const p = where.get(n);
    return p.x > -20 && p.x < width + 20 && p.y > -20 && p.y < height + 20;
  });
  const taken = [];
  drawLooseNotes(ctx, width, height, taken);
  const badges = inView.flatMap((n) => {
    const note = notesOn.get(NODES[n].iri);
    if (!note || (lit && !lit.has(n))) return [];
    const { x, y } = where.get(n), aside = radius(NODES[n]) * 0.75 + BADGE * 0.6;
    taken.push([x + aside - BADGE, y - aside - BADGE, x + aside + BADGE, y - aside + BADGE]);
    return [[note.number, x + aside, y - aside]];
  });
  const obstacles = inView.map((n) => {
    const { x, y } = where.get(n), r = radius(NODES[n]) * 0.9;
    return [x - r, y - r, x + r, y + r, n];
  });
  const wanted = (n) => !printing && (chosen.over === "node " + n || chosen.node === n);
  const rank = (n) => (wanted(n) ? -3e6 : lit && lit.has(n) ? -2e6
    : NODES[n].ring || notesOn.has(NODES[n].iri) ? -1e6 : 0) + n;
  const most = inView.length > 60 ? (width * height) / 7000 : Infinity;
  const named = new Set();
  const order = [...inView].sort((a, b) => rank(a) - rank(b));
  const firm = new Set(order.slice(0, ALWAYS_NAMED));
  order.forEach((n, place) => {
    const node = NODES[n];
    if (!wanted(n) && (named.size >= most || (lit && !lit.has(n)))) return;
    const weight = node.ring || wanted(n) ? 600 : 400;
    const name = FIGURE.kind === "path" ? wrap(node.label, 20, 2) : [shorten(node.label, wanted(n) ? 60 : 26)];
    const note = notesOn.has(node.iri) ? inLines(notesOn.get(node.iri).text, 26, 2) : [];
    const { x, y } = where.get(n);
    const gap = radius(node) + (node.ring || wanted(n) ? 9 : 3);
    const fitted = (lines, anywhere) => {
      const broad = Math.max(...lines.map((line) => widthOf(ctx, line, LABEL, weight))) + 4;
      const high = lines.length * LABEL * 1.2;
      const slid = Math.min(Math.max(x - broad / 2, 1), width - broad - 1); // at the edge of the picture
      const places = [
        [x - broad / 2, y + gap, "center"], [x - broad / 2, y - gap - high, "center"],
        [x + gap + 1, y - high / 2, "left"], [x - gap - 1 - broad, y - high / 2, "right"],
        [slid, y + gap, "center"], [slid, y - gap - high, "center"]];
      for (const others of place < ALWAYS_NAMED ? [obstacles, obstacles.filter((o) => firm.has(o[4]))] : [obstacles]) {
        const found = places.find(([left, top]) => {
          const box = [left, top, left + broad, top + high];
          return left >= 0 && top >= 0 && box[2] <= width && box[3] <= height
            && !taken.some((other) => meet(box, other)) && !others.some((other) => other[4] !== n && meet(box, other));
        });
        if (found) return { lines, broad, high, found };
      }
      if (!anywhere) return null;
      return { lines, broad, high, found: [Math.min(Math.max(places[0][0], 0), width - broad), ...places[0].slice(1)] };
    };
    // Where there is no room for the note, its number stands for it.
    const label = (note.length && fitted([...name, ...note])) || fitted(name, wanted(n) || (node.ring && place < 2));
    if (!label) return;
    named.add(n);
    const { lines, broad, high, found: [left, top, align] } = label;
    taken.push([left, top, left + broad, top + high]);
    const anchor = align === "center" ? left + broad / 2 : align === "left" ? left + 2 : left + broad - 2;
    lines.forEach((line, row) => {
      const isNote = row >= name.length;
      write(ctx, line, anchor, top + LABEL * 1.2 * (row + 0.5), LABEL,
        { weight: isNote ? 400 : weight, slant: isNote ? "italic" : "", align });
    });
  });
  badges.forEach(([number, x, y]) => badge(ctx, number, x, y));
  drawLineLabels(ctx, taken.concat(obstacles), inView.length > 60 ? named : null);
}

function drawLineLabels(ctx, taken, named) {
  EDGES.forEach((edge, number) => {
    const facts = visibleFacts(edge);
    if (!facts.length || edges.get(number).hidden || edge.from === edge.to || !isLitEdge(number)) return;
    const start = onScreen(at[edge.from]), end = onScreen(at[edge.to]);
    const room = Math.hypot(end.x - start.x, end.y - start.y);
    const mark = facts.some((fact) => fact.unsure) ? " ?" : "";
    const over = !printing && (chosen.edge === number || chosen.over === "edge " + number);
    const note = notesOn.get(endsOf(edge));
    let lines = [];
    if (FIGURE.rolesBesideLines || over || (chosen.node !== null && room > 90)) {
      lines = wrap(inWords(facts) + mark, 22, 3);
    } else if (mark) lines = ["?"];
    // Among many, how often two are linked says something only where both are named.
    else if (facts.length > 1 && room > 60 && (!named || (named.has(edge.from) && named.has(edge.to)))) lines = ["×" + facts.length];
    if (note) {
      lines = [...(lines.length > 1 || FIGURE.rolesBesideLines ? lines : []), ...inLines(note.text, 26, 2)];
      const x = start.x + 0.5 * (end.x - start.x), y = start.y + 0.5 * (end.y - start.y);
      badge(ctx, note.number, x, y);
      taken.push([x - BADGE, y - BADGE, x + BADGE, y + BADGE]);
    }
    if (!lines.length || room < 26) return;
    const broad = Math.max(...lines.map((line) => widthOf(ctx, line, SMALL, 400))) + 4;
    const high = lines.length * SMALL * 1.2;
    const parts = [0.5, 0.42, 0.58, 0.34, 0.66].map((part) => [part, 0]);
    // A note may also stand above or below its number.
    if (note) parts.unshift([0.5, BADGE + high / 2 + 1], [0.5, -BADGE - high / 2 - 1]);
    const places = parts.map(([part, lower]) => {
      const x = start.x + part * (end.x - start.x), y = start.y + part * (end.y - start.y) + lower;
      return { x, y, box: [x - broad / 2, y - high / 2, x + broad / 2, y + high / 2] };
    });
    const free = places.find(({ box }) => !taken.some((other) => meet(box, other)));
    const found = free || (over ? places[0] : null);
    if (!found) return;
    taken.push(found.box);
    lines.forEach((line, row) => write(ctx, line, found.x, found.y - high / 2 + SMALL * 1.2 * (row + 0.5),
      SMALL, { colour: note ? theme().text : theme().muted }));
  });
}

function inWords(facts) {
  const roles = [...new Set(facts.map((fact) => fact.role))];
  const characters = [...new Set(facts.map((fact) => fact.character).filter(Boolean))];
  if (characters.length) roles.push("as " + characters.join(" / "));
  return roles.join(", ");
}

