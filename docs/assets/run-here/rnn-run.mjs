// <rnn-run src cell name loads>: below a block of a lesson, buttons to run it and to change it.
// `src` names the file with the page's code, `cell` the block, `name` what the reader's own
// version is kept under, `loads` the megabytes of Python. All that few readers need comes when
// a button is pressed.

import { el } from "../figures/ui/dom.mjs";

const QUIET = 300; // ms after which what the reader wrote is kept
const AGAIN = 400; // ms in which a second press is one too many
const PATIENCE = 20_000; // ms after which readers are told that something doesn't come
const LATE = "Not all of it has arrived. Check the connection, and try again.";

/** Keep what a reader wrote, on this device; a browser may refuse to. */
function keep(name, text) {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // It lasts as long as the page.
  }
}
function keptAs(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Wait, but not for ever. */
function soon(...promises) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("late")));
  return Promise.race([Promise.all(promises), late]);
}

class RnnRun extends HTMLElement {
  #leaving;
  #block; // as the page has it
  #source; // its code
  #theirs = null; // what the reader made of that
  #showsTheirs = false;
  #editor;
  #keeping;
  #pressed = -AGAIN; // when
  #session; // while it runs

  connectedCallback() {
    const above = (at) => (!at || at.matches(".highlight") ? at : above(at.previousElementSibling));
    this.#block = above(this.previousElementSibling);
    if (!this.#block) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const button = (text, onclick) => el("button", { type: "button", onclick }, text);
    this.go = button("Run it here", (event) => this.#press(event));
    this.change = button("Change the code", () => {
      this.#theirs = null;
      this.#edit(true);
    });
    this.back = button("Back to ours", () => this.#swap());
    this.back.hidden = true;
    this.hint = el("span", {}, `Loads Python once: ${this.getAttribute("loads")} MB`);
    this.said = el("p", { role: "status" });
    this.output = el("div");
    const bar = el("div", { class: "rnn-run-bar" }, this.go, this.change, this.back, this.hint);
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "This block, in your browser");
    this.append(bar, this.said, this.output);
    addEventListener("pagehide", () => this.#keep(), { signal });
    this.#theirs = keptAs(this.#name);
    if (this.#theirs !== null) this.#edit();
  }

  /** Leave nothing behind: whoever keeps the page that it stood in keeps nothing of it. */
  disconnectedCallback() {
    this.#leaving?.abort();
    this.#session?.stop();
    this.#keep();
    this.#close();
    this.replaceChildren();
    this.#session = undefined;
  }

  get #name() {
    return `rnn-run:${this.getAttribute("name")}`;
  }

  get cell() {
    return this.getAttribute("cell");
  }

  /** What the reader made of the code; null where ours stands. */
  get changed() {
    return this.#showsTheirs && this.#theirs !== this.#source ? this.#theirs : null;
  }

  /** The code of the page, and what each block needs. */
  async code() {
    const answer = await fetch(this.getAttribute("src"));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.json();
  }

  /** Say what happens, in the one place where it is also heard. */
  say(text, isWrong = false) {
    this.said.classList.toggle("rnn-complaint", isWrong);
    this.said.textContent = text;
  }

  #press({ timeStamp }) {
    const isSecond = timeStamp - this.#pressed < AGAIN;
    this.#pressed = timeStamp;
    if (isSecond) return;
    if (this.#session) this.#session.stop();
    else this.#run();
  }

  async #run() {
    if (this.#session) return;
    const { signal } = this.#leaving;
    this.#session = { stop() {} }; // until it is here
    this.go.textContent = "Stop";
    this.output.replaceChildren();
    this.say("One moment …");
    try {
      const modules = [import("./run-block.mjs"), import("./session.mjs"), this.code()];
      const [{ runBlock }, session, code] = await soon(...modules);
      if (signal.aborted) return;
      this.#session = session;
      await runBlock(this, session, code, () => signal.aborted);
    } catch (error) {
      console.error(error);
      if (!signal.aborted) this.say(LATE, true);
    }
    if (signal.aborted) return;
    this.#session = undefined;
    this.go.textContent = "Run again";
  }

  async #edit(isPressed = false) {
    const { signal } = this.#leaving;
    this.#showsTheirs = true;
    try {
      const [{ makeEditor }, code] = await soon(import("./editor.mjs"), this.code());
      this.#source = code.cells[this.cell].source;
      this.#theirs ??= this.#source;
      const told = { input: (text) => this.#input(text), run: () => this.#run() };
      const editor = await makeEditor(this.#theirs, told);
      if (signal.aborted || this.#editor) return;
      this.#editor = editor;
    } catch (error) {
      console.error(error);
      if (!signal.aborted) this.say(LATE, true);
      return;
    }
    this.#block.after(this.#editor.element);
    this.#block.hidden = this.change.hidden = true;
    this.back.hidden = false;
    this.back.textContent = "Back to ours";
    if (isPressed) this.#editor.focus();
  }

  #input(text) {
    this.#theirs = text;
    this.#keeping ??= setTimeout(() => this.#keep(), QUIET);
  }

  #keep() {
    if (this.#keeping) keep(this.#name, this.changed);
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
  }

  /** Show the page's own code; or, on second thoughts, the reader's again. */
  #swap() {
    if (!this.#editor) {
      keep(this.#name, this.#theirs);
      return this.#edit(true);
    }
    this.#keep();
    const isChanged = this.changed !== null;
    keep(this.#name, null);
    this.#close();
    this.change.hidden = false;
    this.back.hidden = !isChanged;
    this.back.textContent = "Back to yours";
    (isChanged ? this.back : this.change).focus();
  }

  #close() {
    this.#editor?.element.remove();
    this.#editor = undefined;
    this.#showsTheirs = false;
    if (this.#block) this.#block.hidden = false;
  }
}

if (!customElements.get("rnn-run")) customElements.define("rnn-run", RnnRun);
