// Lines and dots over axes. The drawing stretches to any width; what is text stays text, so it
// keeps its size on a phone. Colours are names of the site's own, so both schemes work. What the
// axes do not reach leaves the plot with an arrow and its number.

import { el, powerOfTen, show, showPower, svg } from "./dom.mjs";
import { cut, inside } from "./line.mjs";

const W = 1000;
const H = 1000;
const FARTHEST = 1e6; // heights of the plot: what is infinite is there
const TICKS = 6; // at most, on an axis of powers

/**
 * @typedef {{name?: string, points: number[][], colour: string, kind?: "line" | "dots" | "area",
 *   dashed?: boolean, dotted?: boolean, faint?: boolean, tag?: string}} Series points are [x, y], of
 *   an area [x, low, high]; a `tag` stands at its last point, in place of a name in the legend
 */

export class Chart {
  /**
   * @param {{x: string, y: string, height?: string, log?: boolean, small?: boolean}} options names
   *   of the axes; `log` draws powers of ten at equal distances; `small` is for a picture within a
   *   button, which has its name: axes and legend are left out
   */
  constructor({ x, y, height = "11rem", log = false, small = false }) {
    Object.assign(this, { log, small });
    this.grid = [];
    this.paths = svg("svg", {
      viewBox: `0 0 ${W} ${H}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    });
    this.ticks = el("div", { class: "rnn-ticks", "aria-hidden": "true" });
    this.words = el("div", { class: "rnn-words", "aria-hidden": "true" });
    const named = small ? { "aria-hidden": "true" } : { role: "img", "aria-label": `${y} over ${x}` };
    this.picture = el("div", named, this.paths, this.ticks, this.words);
    /** What a reader handles may be laid over the picture. */
    this.plot = el("div", { class: "rnn-plot" }, this.picture);
    this.plot.style.height = height;
    this.legend = el("ul", { class: "rnn-legend" });
    const axis = (text, kind) => el("span", { class: `rnn-axis-${kind}`, "aria-hidden": "true" }, text);
    const body = [axis(y, "y"), this.plot, axis(x, "x")];
    this.body = small ? this.plot : el("div", { class: "rnn-chart" }, ...body);
    this.element = small ? this.plot : el("div", {}, this.legend, this.body);
  }

  /**
   * Draw everything anew.
   * @param {Series[]} series later ones on top
   * @param {{x: [number, number], y: [number, number], label: string, mark?: number}} view
   *   `label` says in words what is seen; `mark` is an x with a line through it
   */
  draw(series, { x, y, label, mark }) {
    if (String([x, y]) !== String([this.x, this.y])) {
      Object.assign(this, { x, y });
      this.grid = this.#grid();
    }
    if (!this.small) this.picture.setAttribute("aria-label", label);
    const marks = mark === undefined ? [] : [path("rnn-mark", `M${this.#left(mark)} 0V${H}`)];
    this.words.replaceChildren();
    this.paths.replaceChildren(...this.grid, ...marks, ...series.map((s) => this.#drawn(s)));
    this.#explain(series.filter(({ name }) => name));
  }

  /** @param {Series[]} named written anew only if they are others: layout has a price */
  #explain(named) {
    const key = JSON.stringify(named.map(({ points, ...look }) => look));
    if (key === this.explained) return;
    this.explained = key;
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

  /** How high a value stands: 0 at the lower edge, 1 at the upper one. */
  #share = (y) => {
    const [low, high] = this.y.map(this.#height);
    const share = (this.#height(y) - low) / (high - low || 1);
    return Math.max(-FARTHEST, Math.min(FARTHEST, share)); // NaN stays
  };

  #height = (y) => (this.log ? Math.log10(Math.max(y, Number.MIN_VALUE)) : y);

  #drawn({ points, colour, kind = "line", dashed, dotted, faint, tag }) {
    if (kind === "area") return this.#area(points, colour);
    const placed = points.map(([x, y]) => [this.#left(x), this.#share(y)]);
    const write = ([x, share]) => `${x} ${round(H * (1 - share))}`;
    const { pieces, dots, exits } = kind === "dots" ? inside(placed) : cut(placed);
    const d = dots ? dots.map((dot) => `M${write(dot)}h0`)
      : pieces.map((piece) => `M${piece.map(write).join("L")}`);
    for (const exit of exits) this.#leave(exit, points[exit.farthest], colour);
    if (tag) this.#tag(tag, placed.at(-1), colour);
    const looks = { "rnn-dashed": dashed, "rnn-dotted": dotted, "rnn-faint": faint };
    const names = [`rnn-${kind}`, ...Object.keys(looks).filter((look) => looks[look])];
    const drawn = path(names.join(" "), d.join(""));
    drawn.style.stroke = `var(--plot-${colour})`;
    return drawn;
  }

  /** What of an area lies within the plot. */
  #area(points, colour) {
    const edge = (side) => points.map((point) => {
      const share = Math.max(0, Math.min(1, this.#share(point[side])));
      return `${this.#left(point[0])} ${round(H * (1 - share))}`;
    });
    const drawn = path("rnn-area", `M${[...edge(1), ...edge(2).reverse()].join("L")}Z`);
    drawn.style.fill = `var(--plot-${colour})`;
    return drawn;
  }

  /** An arrow where something leaves the plot, with what is the farthest out, and where that is. */
  #leave({ x, up }, [place, value], colour) {
    const side = up ? "rnn-up" : "rnn-down";
    const others = this.words.getElementsByClassName(side).length;
    const shown = this.log ? showPower(value) : show(value, 1);
    const number = el("span", { hidden: this.small }, `on to ${shown} at ${place}`);
    const exit = el("div", { class: `rnn-exit ${side}` }, up ? "▲" : "▼", number);
    exit.classList.toggle("rnn-leftwards", x > 0.6 * W);
    exit.style.left = `${(100 * x) / W}%`;
    exit.style.color = `var(--plot-${colour})`;
    number.style[up ? "top" : "bottom"] = `${1.2 * others}em`; // one above the other
    this.words.append(exit);
  }

  #tag(text, [x, share], colour) {
    if (!(share >= 0 && share <= 1)) return;
    const tag = el("span", { class: "rnn-tag" }, text);
    const isLeft = x < 0.4 * W; // there is more room on its other side
    tag.style[isLeft ? "left" : "right"] = `${isLeft ? (100 * x) / W : 100 - (100 * x) / W}%`;
    tag.style.bottom = `${100 * share}%`;
    tag.style.color = `var(--plot-${colour})`;
    this.words.append(tag);
  }

  #grid() {
    const up = this.log ? powers(this.y) : ticks(this.y);
    const write = this.log ? powersAlike(up) : plain;
    const heights = up.map((y) => [this.#share(y), write(y)]);
    if (!this.small) {
      const across = ticks(this.x).map((x) => ["x", "left", this.#left(x) / W, plain(x)]);
      const labels = [...across, ...heights.map(([share, text]) => ["y", "bottom", share, text])];
      this.ticks.replaceChildren(
        ...labels.map(([axis, edge, share, text]) => {
          const label = el("span", { class: `rnn-tick-${axis}` }, text);
          label.style[edge] = `${100 * share}%`;
          return label;
        }),
      );
    }
    return heights.map(([share]) => path("rnn-grid", `M0 ${round((1 - share) * H)}H${W}`));
  }
}

const path = (name, d) => svg("path", { class: name, d });
const round = (value) => Math.round(value * 10) / 10;
const plain = (value) => show(value, Number.isInteger(value) ? 0 : Math.abs(value) < 0.1 ? 2 : 1);

/** Write all numbers of an axis alike: as they are, or all as powers of ten, 1 being one. */
function powersAlike(numbers) {
  const areShort = numbers.every((y) => y >= 0.001 && y <= 1000);
  return (y) => (areShort || y === 1 ? String(y) : powerOfTen(Math.log10(y)));
}

function entry({ name, colour, kind = "line", dashed, dotted }) {
  const look = dashed ? "rnn-dashed" : dotted ? "rnn-dotted" : "";
  const sign = el("span", { class: `rnn-sign rnn-sign-${kind} ${look}` });
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

/** Choose some powers of ten within a range, 1 among them if it is there; more if these are few. */
export function powers([low, high]) {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (to - from < 2) {
    const between = [1, 2, 5].flatMap((n) => [0, 1, 2, 3].map((i) => n * 10 ** (from - 1 + i)));
    return between.filter((y) => y >= low * 0.999 && y <= high * 1.001);
  }
  const step = Math.ceil((to - from + 1) / TICKS);
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(`1e${(first + i) * step}`));
}
