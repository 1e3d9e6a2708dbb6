// Lines and dots over axes. The drawing stretches to any width; what is text stays text, so it
// keeps its size on a phone. Colours are names of the site's own, so both schemes work.

import { el, show, showPower, svg } from "./dom.mjs";

const W = 1000;
const H = 1000;

/**
 * @typedef {{name: string, points: [number, number][], colour: string, kind?: "line" | "dots",
 *   dashed?: boolean, faint?: boolean}} Series
 */

export class Chart {
  /**
   * @param {{x: string, y: string, height?: string, log?: boolean}} options names of the axes;
   *   `log` draws powers of ten at equal distances
   */
  constructor({ x, y, height = "11rem", log = false }) {
    this.log = log;
    this.paths = svg("svg", {
      viewBox: `0 0 ${W} ${H}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    this.ticks = el("div", { class: "rnn-ticks", "aria-hidden": "true" });
    this.plot = el("div", { class: "rnn-plot" }, this.paths, this.ticks);
    this.plot.style.height = height;
    this.legend = el("ul", { class: "rnn-legend" });
    const axis = (text, kind) => el("span", { class: `rnn-axis-${kind}`, "aria-hidden": "true" }, text);
    const body = el("div", { class: "rnn-chart" }, axis(y, "y"), this.plot, axis(x, "x"));
    this.picture = el("div", { role: "img", "aria-label": `${y} over ${x}` }, body);
    this.element = el("div", {}, this.legend, this.picture);
  }

  /**
   * Draw everything anew.
   * @param {Series[]} series later ones on top
   * @param {{x: [number, number], y: [number, number], label: string, mark?: number}} view
   *   `label` says in words what is seen; `mark` is an x with a line through it
   */
  draw(series, { x, y, label, mark }) {
    this.x = x;
    this.y = y;
    this.picture.setAttribute("aria-label", label);
    const marks = mark === undefined ? [] : [path("rnn-mark", `M${this.#left(mark)} 0V${H}`)];
    this.paths.replaceChildren(...this.#grid(), ...marks, ...series.map((s) => this.#drawn(s)));
    const named = series.filter(({ name }) => name);
    this.legend.replaceChildren(...named.map(entry));
    this.legend.hidden = !named.length;
  }

  /** Return the place on the axes under a pointer. @param {PointerEvent} event */
  at(event) {
    const box = this.plot.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const down = (event.clientY - box.top) / box.height;
    const [[x0, x1], [y0, y1]] = [this.x, this.y];
    return [x0 + across * (x1 - x0), y1 - down * (y1 - y0)];
  }

  #left = (x) => round((W * (x - this.x[0])) / (this.x[1] - this.x[0] || 1));

  #top = (y) => {
    const [low, high] = this.y.map(this.#height);
    const share = (this.#height(y) - low) / (high - low || 1);
    return round(H * (1 - Math.min(1, Math.max(0, share)))); // what is beyond runs along the edge
  };

  #height = (y) => (this.log ? Math.log10(Math.max(y, Number.MIN_VALUE)) : y);

  #drawn({ points, colour, kind = "line", dashed, faint }) {
    const dots = kind === "dots";
    let d = "";
    let apart = true; // a gap where there is no number
    for (const [x, y] of points) {
      if (Number.isFinite(y)) d += `${dots || apart ? "M" : "L"}${this.#left(x)} ${this.#top(y)}`;
      if (dots && Number.isFinite(y)) d += "h0";
      apart = !Number.isFinite(y);
    }
    const names = [`rnn-${kind}`, dashed && "rnn-dashed", faint && "rnn-faint"];
    const drawn = path(names.filter(Boolean).join(" "), d);
    drawn.style.stroke = `var(--plot-${colour})`;
    return drawn;
  }

  #grid() {
    const across = ticks(this.x).map((x) => [x, "x", this.#left(x) / W, plain(x)]);
    const up = (this.log ? powers(this.y) : ticks(this.y)).map((y) => [
      y, "y", this.#top(y) / H, this.log ? powerOfTen(y) : plain(y),
    ]);
    this.ticks.replaceChildren(
      ...[...across, ...up].map(([, axis, share, text]) => {
        const label = el("span", { class: `rnn-tick-${axis}` }, text);
        label.style[axis === "x" ? "left" : "top"] = `${100 * share}%`;
        return label;
      }),
    );
    return up.map(([, , share]) => path("rnn-grid", `M0 ${round(share * H)}H${W}`));
  }
}

const path = (name, d) => svg("path", { class: name, d });
const round = (value) => Math.round(value * 10) / 10;
const plain = (value) => show(value, Number.isInteger(value) ? 0 : Math.abs(value) < 0.1 ? 2 : 1);

/** Write 0.01 as it is, and what is longer as a power. */
function powerOfTen(y) {
  return y >= 0.01 && y <= 1000 ? String(y) : showPower(y, 0).replace("1 × ", "");
}

function entry({ name, colour, kind = "line", dashed }) {
  const sign = el("span", { class: `rnn-sign rnn-sign-${kind} ${dashed ? "rnn-dashed" : ""}` });
  sign.style.color = `var(--plot-${colour})`;
  return el("li", {}, sign, name);
}

/** Choose about four round numbers within a range. */
export function ticks([low, high]) {
  const rough = (high - low) / 4;
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Choose at most six powers of ten within a range, and more between them if these are few. */
export function powers([low, high]) {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (to - from < 3) {
    const between = [1, 2, 5].flatMap((n) => [0, 1, 2, 3].map((i) => n * 10 ** (from - 1 + i)));
    return between.filter((y) => y >= low * 0.999 && y <= high * 1.001);
  }
  const step = Math.max(1, Math.ceil((to - from) / 5));
  const count = Math.floor((to - from) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => 10 ** (to - i * step));
}
