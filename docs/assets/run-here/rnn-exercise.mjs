// <rnn-exercise src cell name loads>: behind the start of an exercise, a field to write in and a
// button to check it; attributes as those of <rnn-run>. What does the work comes when a reader
// first touches one of them.

import { el } from "../figures/ui/dom.mjs";

class RnnExercise extends HTMLElement {
  connectedCallback() {
    this.start = this.previousElementSibling;
    this.ours = this.start.querySelector("code").textContent.trimEnd();
    this.field = el("textarea", {
      "aria-label": "Your code",
      rows: this.ours.split("\n").length + 1,
      onfocus: () => this.#work("open"),
    });
    this.go = el("button", { type: "button", onclick: () => this.#work("press") }, "Check");
    this.bar = el("div", { class: "rnn-run-bar" }, this.go);
    this.said = el("div", { role: "status" });
    this.append(this.field, this.bar, this.said);
    this.start.hidden = true;
    this.keptAs = `rnn-exercise:${this.getAttribute("name")}`;
    try {
      this.kept = JSON.parse(localStorage[this.keptAs]);
    } catch {
      // Nothing is kept.
    }
    this.field.value = this.kept?.code ?? this.ours;
    if (this.kept?.solved) this.said.textContent = "Solved.";
  }

  async #work(what) {
    try {
      this.work ??= import("./exercise.mjs").then((own) => new own.Exercise(this));
      await (await this.work)[what]();
    } catch (error) {
      this.work = undefined;
      this.said.textContent = `Not all of it has arrived. ${error}`;
    }
  }

  disconnectedCallback() {
    this.work?.then((work) => work.leave());
    this.work = undefined;
    this.start.hidden = false;
    this.replaceChildren();
  }
}

if (!customElements.get("rnn-exercise")) customElements.define("rnn-exercise", RnnExercise);
