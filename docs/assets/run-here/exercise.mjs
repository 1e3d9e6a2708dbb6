// An exercise at work: its editor, the run of its checks, and what they say.

import { el } from "../figures/ui/dom.mjs";
import { makeEditor } from "./editor.mjs";
import { runBlock } from "./run-block.mjs";
import * as session from "./session.mjs";

const QUIET = 300; // ms after which what the reader wrote is kept

export class Exercise {
  #place;
  #left = false;
  #code; // of the page
  #runs = false;
  #keeping;
  #opened;

  /** @param {HTMLElement} place the <rnn-exercise> */
  constructor(place) {
    this.#place = place;
    this.again = el("button", { type: "button", onclick: () => this.#beginAgain() }, "Start again");
    place.hint = el("span", {}, `Loads Python once: ${place.getAttribute("loads")} MB`);
    place.output = el("div");
    place.append(place.output);
    place.bar.append(this.again, session.isLoaded() ? "" : place.hint);
    place.judge = (said) => this.#judge(said);
    place.say = (text, isWrong) => this.#say(text, isWrong);
    place.cell = place.getAttribute("cell");
    Object.defineProperty(place, "changed", { get: () => place.field.value, configurable: true });
    this.#showAgain();
  }

  /** Put the editor where the plain field was, and the cursor where it is there. */
  open() {
    return (this.#opened ??= this.#open());
  }

  async #open() {
    const place = this.#place;
    const plain = place.field;
    const told = { input: () => this.#changed(), run: () => this.press() };
    const editor = await makeEditor(plain.value, told);
    if (this.#left) return;
    const field = editor.element.querySelector("textarea");
    field.setAttribute("aria-label", plain.getAttribute("aria-label"));
    const hasFocus = document.activeElement === plain;
    const { selectionStart, selectionEnd } = plain;
    plain.replaceWith(editor.element);
    place.field = field;
    if (!hasFocus) return;
    editor.focus();
    field.setSelectionRange(selectionStart, selectionEnd);
  }

  /** Check what stands there; or stop. */
  async press() {
    const place = this.#place;
    if (this.#runs) return session.stop();
    this.#runs = true;
    place.go.textContent = "Stop";
    place.output.replaceChildren();
    this.#keep();
    try {
      this.#code ??= await this.#fetched();
      await runBlock(place, session, this.#code, () => this.#left);
    } finally {
      this.#runs = false;
      if (!this.#left) place.go.textContent = "Check";
    }
  }

  async #fetched() {
    const answer = await fetch(this.#place.getAttribute("src"));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.json();
  }

  #say(text, isWrong = false) {
    this.#place.said.className = isWrong ? "rnn-complaint" : "";
    this.#place.said.textContent = text;
  }

  #judge(complaints) {
    const { said } = this.#place;
    this.#say(complaints.length ? "" : "✓ Right!", complaints.length > 0);
    if (!complaints.length) {
      said.className = "rnn-right";
      this.#keep(true);
    } else if (complaints.length === 1) said.append(...marked(complaints[0]));
    else said.append(el("ul", {}, ...complaints.map((one) => el("li", {}, ...marked(one)))));
  }

  #changed() {
    this.#showAgain();
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keep(), QUIET);
  }

  #showAgain() {
    this.again.hidden = this.#place.field.value === this.#place.ours;
  }

  /** Keep what the reader wrote, and whether it was ever right, on this device. */
  #keep(isRight = false) {
    clearTimeout(this.#keeping);
    const place = this.#place;
    const solved = isRight || Boolean(place.kept?.solved);
    place.kept = { code: place.field.value, solved };
    try {
      if (solved || place.kept.code !== place.ours)
        localStorage.setItem(place.keptAs, JSON.stringify(place.kept));
      else localStorage.removeItem(place.keptAs);
    } catch {
      // It lasts as long as the page.
    }
  }

  async #beginAgain() {
    const place = this.#place;
    if (this.#runs) session.stop();
    await this.open();
    place.field.focus();
    place.field.select(); // so that the browser's own undo brings back what was there
    document.execCommand("insertText", false, place.ours);
    place.output.replaceChildren();
    place.kept = undefined;
    this.#say("");
    this.#keep();
  }

  leave() {
    this.#keep();
    this.#left = true;
    if (this.#runs) session.stop();
  }
}

/** Show what stands between backticks as code. @param {string} text */
function marked(text) {
  return text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
}
