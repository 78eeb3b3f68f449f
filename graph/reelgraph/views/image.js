// The picture as an image with its heading, legend, notes and sources. PNG and SVG are drawn by
// the same code: the SVG by a pen that writes down what a canvas would paint.

class SvgPen {
  constructor(measure) {
    this.out = [];
    this.dash = [];
    this.halo = "";
    this.globalAlpha = 1;
    this.measureText = (text) => { measure.font = this.font; return measure.measureText(text); };
  }
  beginPath() { this.path = ""; }
  moveTo(x, y) { this.path += `M${n1(x)} ${n1(y)}`; }
  lineTo(x, y) { this.path += `${this.path ? "L" : "M"}${n1(x)} ${n1(y)}`; }
  closePath() { this.path += "Z"; }
  arc(x, y, r) { // a whole circle: there are no others here
    this.path += `M${n1(x - r)} ${n1(y)}a${n1(r)} ${n1(r)} 0 1 0 ${n1(2 * r)} 0a${n1(r)} ${n1(r)} 0 1 0 ${n1(-2 * r)} 0Z`;
  }
  roundRect(x, y, w, h, r) {
    const corner = (right, down) => `a${n1(r)} ${n1(r)} 0 0 1 ${n1(right * r)} ${n1(down * r)}`;
    this.path += `M${n1(x + r)} ${n1(y)}h${n1(w - 2 * r)}${corner(1, 1)}v${n1(h - 2 * r)}${corner(-1, 1)}`
      + `h${n1(2 * r - w)}${corner(-1, -1)}v${n1(2 * r - h)}${corner(1, -1)}Z`;
  }
  setLineDash(dash) { this.dash = dash; }
  fillRect(x, y, w, h) { this.put("rect", { x, y, width: w, height: h, fill: this.fillStyle }); }
  fill() { this.put("path", { d: this.path, fill: this.fillStyle }); }
  stroke() {
    this.put("path", {
      d: this.path, fill: "none", stroke: this.strokeStyle, "stroke-width": n1(this.lineWidth),
      ...(this.dash.length ? { "stroke-dasharray": this.dash.join(" "), "stroke-linecap": this.lineCap } : {}),
    });
  }
  strokeText(text) { this.halo = text; }
  fillText(text, x, y) {
    const [, slant, weight, size] = /(italic)?\s*(\d+) ([\d.]+)px/.exec(this.font);
    this.put("text", {
      x: n1(x), y: n1(y + (this.textBaseline === "middle" ? 0.35 * size : 0)), fill: this.fillStyle,
      "font-size": size, ...(weight === "400" ? {} : { "font-weight": weight }), ...(slant ? { "font-style": slant } : {}),
      ...(this.textAlign === "left" ? {} : { "text-anchor": this.textAlign === "right" ? "end" : "middle" }),
      ...(this.halo === text ? { stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round", "paint-order": "stroke" } : {}),
    }, text);
    this.halo = "";
  }
  put(name, attributes, text = "") {
    const all = { ...attributes, ...(this.globalAlpha < 1 ? { opacity: n1(this.globalAlpha, 100) } : {}) };
    const written = Object.entries(all).map(([key, value]) => ` ${key}="${asXml(String(value))}"`).join("");
    this.out.push(text ? `<${name}${written}>${asXml(text)}</${name}>` : `<${name}${written}/>`);
  }
}
const n1 = (number, parts = 10) => Math.round(number * parts) / parts;
const asXml = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const EDGE_OF_IMAGE = 20;
const plainText = (node) => tidy(node.innerText ?? node.textContent);

// A text in as many lines as it needs.
function flow(ctx, text, size, weight, width) {
  const lines = [""];
  // A word that is longer than a line is broken.
  text.split(" ").forEach((word) => (word.match(/.{1,12}/gsu) || []).forEach((part, place) => {
    const longer = lines.at(-1) + (place || !lines.at(-1) ? "" : " ") + part;
    if (widthOf(ctx, longer, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }));
  return lines.filter(Boolean);
}

// What stands above and below the picture: each part has a height and a way to paint itself.
function textPart(ctx, text, width, size, { weight = 400, colour = theme().text, number = 0 } = {}) {
  const indent = number ? 2 * BADGE + 6 : 0;
  const lines = flow(ctx, text, size, weight, width - indent);
  const paint = (pen, top) => {
    if (number) badge(pen, number, EDGE_OF_IMAGE + BADGE, top + size * 0.7);
    lines.forEach((line, row) => write(pen, line, EDGE_OF_IMAGE + indent, top + size * 1.35 * (row + 0.5), size,
      { weight, colour, align: "left", halo: false }));
  };
  return { high: lines.length ? lines.length * size * 1.35 + 4 : 0, paint };
}

function legendPart(ctx, width) {
  const entries = [...document.querySelectorAll('#legend button[aria-pressed="true"]')].map((button) => {
    const { kind, name } = button.dataset;
    const sign = kind === "type" ? 18 : 36;
    const text = plainText(button.querySelector("bdi"));
    return { kind, name, sign, text, broad: sign + widthOf(ctx, text, LABEL, 400) + 16 };
  });
  let x = 0, row = 0;
  entries.forEach((entry) => {
    if (x && x + entry.broad > width + 16) { x = 0; row += 1; }
    Object.assign(entry, { x, row });
    x += entry.broad;
  });
  const paint = (pen, top) => entries.forEach(({ kind, name, sign, text, ...at }) => {
    const x = EDGE_OF_IMAGE + at.x, y = top + 11 + 20 * at.row;
    if (kind === "type") shape(pen, name, x + 6, y, 6);
    else {
      const look = STYLE.roles[name] || { width: 1, dashes: [], cap: "butt" };
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + 28, y);
      pen.strokeStyle = theme().edge;
      pen.lineWidth = look.width;
      pen.lineCap = look.cap;
      pen.setLineDash(look.dashes);
      pen.globalAlpha = kind === "status" ? STYLE.pale : 1;
      pen.stroke();
      pen.globalAlpha = 1;
      pen.setLineDash([]);
      if (kind === "status") write(pen, "?", x + 14, y, SMALL);
    }
    write(pen, text, x + sign, y, LABEL, { align: "left", halo: false });
  });
  return { high: entries.length ? 20 * (row + 1) + 8 : 0, paint };
}

function partsOfImage(ctx, width) {
  const small = { colour: theme().muted };
  const sources = [...document.querySelectorAll("#sources li")].map((item, place) => `[${place + 1}] ${plainText(item)}`);
  const [credit] = document.querySelectorAll("footer p");
  return {
    above: [
      textPart(ctx, state.title, width, 20, { weight: 600 }),
      textPart(ctx, state.line, width, 13, small),
      textPart(ctx, plainText(element("shown")), width, SMALL, small),
    ],
    below: [
      legendPart(ctx, width),
      textPart(ctx, element("axis").hidden ? "" : plainText(element("axis")), width, SMALL, small),
      ...state.notes.map((note, place) => textPart(ctx, `${subjectOf(note).words}: ${note.text}`, width, LABEL, { number: place + 1 })),
      textPart(ctx, sources.length ? "Sources: " + sources.join("; ") : "", width, SMALL, small),
      textPart(ctx, plainText(credit), width, SMALL, small),
      textPart(ctx, editsInWords(), width, SMALL, small),
    ],
  };
}

function image(paint) {
  printing = true;
  widths.clear();
  try {
    const wide = container.clientWidth, high = container.clientHeight;
    const ctx = document.createElement("canvas").getContext("2d");
    const { above, below } = partsOfImage(ctx, wide - 2 * EDGE_OF_IMAGE);
    const heightOf = (parts) => parts.reduce((sum, part) => sum + part.high, 0);
    const top = EDGE_OF_IMAGE + heightOf(above), bottom = top + high + 8;
    const paintParts = (pen, parts, from) => parts.reduce((y, part) => { part.paint(pen, y); return y + part.high; }, from);
    return paint({
      ctx, wide, high, top, whole: Math.ceil(bottom + heightOf(below) + EDGE_OF_IMAGE / 2),
      paintPage(pen, height) {
        pen.fillStyle = theme().page;
        pen.fillRect(0, 0, wide, height);
      },
      paintTexts(pen) {
        paintParts(pen, above, EDGE_OF_IMAGE);
        paintParts(pen, below, bottom);
      },
      paintPicture(pen) {
        drawYears(pen, high);
        drawLines(pen);
        visible().reverse().forEach((number) => {
          const { x, y } = onScreen(at[number]);
          paintNode(number, pen, x, y);
        });
        drawLabels(pen, wide, high);
      },
    });
  } finally {
    printing = false;
    network.redraw();
  }
}

element("png").addEventListener("click", () => image(({ wide, high, top, whole, ...parts }) => {
  const scale = 2;
  const canvas = make("canvas", { width: wide * scale, height: whole * scale });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  parts.paintPage(pen, whole);
  parts.paintTexts(pen);
  pen.beginPath();
  pen.rect(0, top, wide, high);
  pen.clip();
  pen.translate(0, top);
  parts.paintPicture(pen);
  canvas.toBlob((blob) => say(`Saved as ${download(blob, "png")}`));
}));

element("svg").addEventListener("click", () => image(({ ctx, wide, high, top, whole, ...parts }) => {
  const frame = new SvgPen(ctx), inside = new SvgPen(ctx);
  parts.paintPage(frame, whole);
  parts.paintTexts(frame);
  parts.paintPicture(inside);
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${whole}" width="${wide}" height="${whole}" role="img" font-family="${asXml(STYLE.font)}">`,
    `<title>${asXml(state.title)}</title>`, ...frame.out,
    `<svg y="${n1(top)}" width="${wide}" height="${high}" overflow="hidden">`, ...inside.out, "</svg>", "</svg>\n",
  ].join("\n");
  say(`Saved as ${download(new Blob([text], { type: "image/svg+xml" }), "svg")}`);
}));
