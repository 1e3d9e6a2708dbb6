// An exercise at work: its editor, the run of its checks, and what they say.

import { el } from "../figures/ui/dom.mjs";
import { makeEditor } from "./editor.mjs";
import { Keeper } from "./keeper.mjs";
import { runBlock } from "./run-block.mjs";

export class Work {
  #place;
  #code; // of the page
  #again;
  #keeper;
  #opened;
  #editor;

  /** @param {import("./offers.mjs").Offer} place the <rnn-exercise> @param {any} code */
  constructor(place, code) {
    this.#place = place;
    this.#code = code;
    const onclick = () => place.ask("beginAgain");
    this.#again = el("button", { type: "button", onclick }, "Start again");
    this.#keeper = new Keeper(place, () => this.#kept);
    place.go.after(this.#again);
    place.hint.hidden = false;
    place.field.addEventListener("input", () => this.#changed()); // until there is an editor
    this.#changed();
  }

  get changed() {
    return this.#place.field.value;
  }

  /** Put the editor where the plain field was, and the cursor where it is there. */
  open() {
    return (this.#opened ??= this.#open());
  }

  async #open() {
    const place = this.#place;
    const { signal } = place.left;
    const plain = place.field;
    const told = { input: () => this.#changed(), run: () => place.run() };
    const editor = await makeEditor(plain.value, told);
    if (signal.aborted) return;
    this.#editor = editor;
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

  /** Put the cursor to a line. @param {number} line */
  async show(line) {
    await this.open();
    this.#editor.select(line);
  }

  /** Check what stands there. */
  async run() {
    this.#keeper.now();
    const complaints = await runBlock(this.#place, this.#code);
    if (complaints) this.#judge(complaints);
  }

  #judge(complaints) {
    const place = this.#place;
    place.say(complaints.length ? "" : "✓ Right!", complaints.length > 0);
    if (!complaints.length) {
      place.said.className = "rnn-right";
      place.solved = true;
      this.#keeper.now();
    } else if (complaints.length === 1) place.said.append(...marked(complaints[0]));
    else place.said.append(el("ul", {}, ...complaints.map((one) => el("li", {}, ...marked(one)))));
  }

  #changed() {
    this.#again.hidden = this.changed === this.#place.ours;
    this.#keeper.soon();
  }

  /** What to keep: what the reader wrote, and whether it was ever right. */
  get #kept() {
    const { ours, solved } = this.#place;
    const code = this.changed;
    return solved || code !== ours ? JSON.stringify({ code, solved }) : null;
  }

  async beginAgain() {
    const place = this.#place;
    place.stop();
    await this.open();
    place.field.focus();
    place.field.select(); // so that the browser's own undo brings back what was there
    document.execCommand("insertText", false, place.ours);
    place.output.replaceChildren();
    place.solved = false;
    place.say("");
    this.#keeper.now();
  }
}

/** Show what stands between backticks as code. @param {string} text */
function marked(text) {
  return text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
}
