// A block at work: run as it stands, or as the reader has changed it.

import { makeEditor } from "./editor.mjs";
import { Keeper } from "./keeper.mjs";
import { runBlock } from "./run-block.mjs";

export class Work {
  #place;
  #code; // of the page
  #source; // of the block
  #theirs; // what the reader made of that
  #showsTheirs;
  #editor;
  #keeper;

  /** @param {import("./offers.mjs").Offer} place the <rnn-run> @param {any} code */
  constructor(place, code) {
    this.#place = place;
    this.#code = code;
    this.#source = code.cells[place.cell].source;
    this.#theirs = place.kept();
    this.#showsTheirs = this.#theirs !== null;
    this.#keeper = new Keeper(place, () => this.changed);
    place.left.signal.addEventListener("abort", () => this.#close());
  }

  get changed() {
    return this.#showsTheirs && this.#theirs !== this.#source ? this.#theirs : null;
  }

  run() {
    return runBlock(this.#place, this.#code);
  }

  change() {
    if (!this.#showsTheirs) this.#theirs = this.#source;
    return this.#edit(true);
  }

  /** Show what was kept. */
  restore() {
    return this.#edit(false);
  }

  /** Show the page's own code; or, on second thoughts, the reader's again. */
  swap() {
    const { change, back } = this.#place;
    this.#forget();
    if (!this.#editor) {
      this.#showsTheirs = true;
      this.#keeper.now();
      return this.#edit(true);
    }
    const isChanged = this.changed !== null;
    this.#close();
    this.#keeper.now();
    change.hidden = false;
    back.hidden = !isChanged;
    back.textContent = "Back to yours";
    (isChanged ? back : change).focus();
  }

  /** Put the cursor to a line. @param {number} line */
  async show(line) {
    if (!this.#editor) await this.change();
    this.#editor?.select(line);
  }

  /** Take away what other code has said and drawn. */
  #forget() {
    const { isBusy, output } = this.#place;
    if (isBusy) return;
    this.#place.say("");
    output.replaceChildren();
  }

  async #edit(isPressed) {
    const place = this.#place;
    const { block, change, back, left } = place;
    this.#showsTheirs = true;
    const editor = await makeEditor(this.#theirs, {
      input: (text) => this.#input(text),
      run: () => place.run(),
    });
    if (left.signal.aborted || this.#editor) return;
    this.#editor = editor;
    place.prepend(editor.element);
    block.hidden = change.hidden = true;
    back.hidden = false;
    back.textContent = "Back to ours";
    if (isPressed) editor.focus();
  }

  #input(text) {
    this.#theirs = text;
    this.#keeper.soon();
  }

  #close() {
    this.#editor?.element.remove();
    this.#editor = undefined;
    this.#showsTheirs = false;
    this.#place.block.hidden = false;
  }
}
