// <rnn-filter>: which of all claims are shown, by lesson, by kind, and by how often they ran.
// Without scripts there is none, and all are.

import { el } from "../figures/ui/dom.mjs";

const KINDS = {
  "a tested cause": (claim) => claim.querySelector(".rnn-tested"),
  "no cause": (claim) => !claim.querySelector(".rnn-tested"),
  "with a bound": (claim) => claim.querySelector(".rnn-allowed"),
};

class RnnFilter extends HTMLElement {
  connectedCallback() {
    this.lessons = new Map(); // the headline of each page, and its claims
    for (const claim of document.querySelectorAll(".rnn-evidence")) {
      let head = claim;
      while (head.localName !== "h3") head = head.previousElementSibling;
      this.lessons.set(head, [...(this.lessons.get(head) ?? []), claim]);
    }
    this.all = [...this.lessons.values()].flat();
    const names = [...this.lessons.keys()].map((head) => head.firstChild.textContent.trim());
    const runs = [...new Set(this.all.map((claim) => claim.dataset.runs))].sort((a, b) => a - b);
    this.lesson = choice("all pages", names);
    this.kind = choice("all kinds", Object.keys(KINDS));
    this.runs = choice("any number", runs);
    this.said = el("p", { role: "status" });
    const choices = [el("label", {}, "Page", this.lesson), el("label", {}, "Kind", this.kind)];
    choices.push(el("label", {}, "Random starts", this.runs));
    this.replaceChildren(el("div", {}, ...choices), this.said);
    this.addEventListener("change", () => this.#show());
    this.leave = new AbortController();
    addEventListener("hashchange", () => this.#open(), { signal: this.leave.signal });
    this.#show();
  }

  disconnectedCallback() {
    this.leave.abort();
  }

  #show() {
    let count = 0;
    [...this.lessons].forEach(([head, claims], number) => {
      for (const claim of claims) {
        claim.hidden =
          (this.lesson.value && this.lesson.selectedIndex !== number + 1) ||
          (this.runs.value && claim.dataset.runs !== this.runs.value) ||
          (this.kind.value && !KINDS[this.kind.value](claim));
        count += !claim.hidden;
      }
      head.hidden = claims.every((claim) => claim.hidden);
    });
    const all = this.all.length;
    this.said.textContent = count === all ? `All ${all} are shown.` : `${count} of ${all} are shown.`;
  }

  /** A link to what is not shown shows all. */
  #open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.hidden) return;
    for (const select of [this.lesson, this.kind, this.runs]) select.selectedIndex = 0;
    this.#show();
    target.scrollIntoView();
  }
}

function choice(all, names) {
  const options = [el("option", { value: "" }, all), ...names.map((name) => el("option", {}, name))];
  return el("select", {}, ...options);
}

if (!customElements.get("rnn-filter")) customElements.define("rnn-filter", RnnFilter);
