// Numbers as a table that opens on demand: for screen readers, and for all who want to know.

import { el } from "./dom.mjs";

export class Table {
  /** @param {string} title @param {string[]} columns */
  constructor(title, columns) {
    this.body = el("tbody");
    const head = columns.map((name) => el("th", { scope: "col" }, name));
    const table = el("table", { class: "rnn-values" }, el("thead", {}, el("tr", {}, ...head)), this.body);
    const box = el("div", { class: "rnn-scroll", tabindex: "0", role: "group", "aria-label": title }, table);
    this.element = el("details", { class: "rnn-more" }, el("summary", {}, title), box);
    this.element.addEventListener("toggle", () => this.#fill());
  }

  /** @param {() => string[][]} rows made only while the table is open */
  draw(rows) {
    this.rows = rows;
    this.#fill();
  }

  #fill() {
    if (!this.element.open || !this.rows) return;
    const line = ([name, ...cells]) =>
      el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((text) => el("td", {}, text)));
    this.body.replaceChildren(...this.rows().map(line));
  }
}
