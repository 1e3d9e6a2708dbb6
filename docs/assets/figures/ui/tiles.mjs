// Words or letters in a line that wraps, each a button with a bar and a few words below. Tab stops
// at one of them, the arrow keys go on to the others; a redraw leaves the focus where it is.

import { el } from "./dom.mjs";

const TINT = 40; // percent of a colour behind a text, at most: it stays readable

/**
 * @typedef {object} Tile
 * @property {string} text
 * @property {string} [note] below the text; no colour says what a note doesn't
 * @property {[from: number, to: number]} [bar] where the bar begins and ends, both 0 to 1
 * @property {string} [colour] of the bar: a name of the site's own
 * @property {number} [tint] how much of it lies behind the text, from 0 to 1
 * @property {string} [kind] more classes
 * @property {Tile} [below] another text, in the same tile
 */

export class Tiles {
  #tiles = [];

  /**
   * @param {string} label
   * @param {(index: number) => void} click
   * @param {{follow?: boolean, kind?: string, column?: number}} [options] `follow`: what is
   *   focused is chosen; `column`: how many stand below each other before the next column begins
   */
  constructor(label, click, { follow = false, kind = "", column } = {}) {
    this.click = click;
    this.arrows = column
      ? { ArrowDown: 1, ArrowUp: -1, ArrowRight: column, ArrowLeft: -column }
      : { ArrowRight: 1, ArrowLeft: -1 };
    this.element = el("div", { class: `rnn-tiles ${kind}`, role: "group", "aria-label": label });
    this.element.addEventListener("keydown", (event) => this.#key(event, follow));
  }

  /**
   * Show these tiles.
   * @param {Tile[]} tiles @param {number} [chosen] from 0; −1 for none; left out if none can be
   */
  draw(tiles, chosen) {
    while (this.#tiles.length > tiles.length) this.#tiles.pop().button.remove();
    while (this.#tiles.length < tiles.length) this.#add(this.#tiles.length);
    tiles.forEach(({ kind = "", below, ...upper }, i) => {
      const { button, halves } = this.#tiles[i];
      if (below && !halves[1]) button.append((halves[1] = half()).element);
      halves.forEach((one, j) => fill(one, [upper, below][j]));
      button.className = `rnn-tile ${kind}`;
      if (chosen !== undefined) button.setAttribute("aria-pressed", String(i === chosen));
    });
    const focused = this.#tiles.findIndex(({ button }) => button === document.activeElement);
    this.#stop(focused >= 0 ? focused : Math.max(0, chosen ?? 0));
  }

  #add(index) {
    const halves = [half()];
    const pressed = () => (this.#stop(index), this.click(index));
    const button = el("button", { type: "button", onclick: pressed }, ...halves.map((h) => h.element));
    this.#tiles.push({ button, halves });
    this.element.append(button);
  }

  #stop(index) {
    this.#tiles.forEach(({ button }, i) => (button.tabIndex = i === index ? 0 : -1));
  }

  #key(event, follow) {
    const at = this.#tiles.findIndex(({ button }) => button === event.target);
    const last = this.#tiles.length - 1;
    const to = { Home: 0, End: last }[event.key] ?? at + this.arrows[event.key];
    if (!this.#tiles[to] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#stop(to);
    this.#tiles[to].button.focus();
    if (follow) this.click(to);
  }
}

function half() {
  const text = el("span", { class: "rnn-tile-text" });
  const fill = el("span", { class: "rnn-tile-fill" });
  const bar = el("span", { class: "rnn-tile-bar" }, fill);
  const note = el("span", { class: "rnn-tile-note" });
  return { element: el("span", { class: "rnn-tile-half" }, text, " ", bar, note), text, bar, fill, note };
}

/** @param {ReturnType<typeof half>} half @param {Tile | undefined} shown */
function fill({ element, text, bar, fill, note }, shown) {
  element.hidden = !shown;
  if (!shown) return;
  const colour = `var(--plot-${shown.colour ?? "memory"})`;
  text.textContent = shown.text;
  note.textContent = shown.note ?? "";
  bar.hidden = !shown.bar;
  if (shown.bar) {
    fill.style.left = `${100 * Math.min(...shown.bar)}%`;
    fill.style.width = `${100 * Math.abs(shown.bar[1] - shown.bar[0])}%`;
    fill.style.background = colour;
  }
  const share = Math.round(TINT * (shown.tint ?? 0));
  element.style.background = share ? `color-mix(in srgb, ${colour} ${share}%, transparent)` : "";
}
