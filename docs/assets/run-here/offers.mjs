// What a page offers to run: <rnn-run> below a block of a lesson, <rnn-exercise> behind the start
// of an exercise, <rnn-try> in a claim's box. `src` names the file with the page's code, `cell`
// the cell, `name` what the reader's own version is kept under, `loads` the megabytes of Python.
// Here are their buttons. All that few readers need comes when one is pressed.

import { el } from "../figures/ui/dom.mjs";

const AGAIN = 400; // ms in which a second press is one too many
const PATIENCE = 20_000; // ms after which readers are told that something doesn't come
const LATE = "Not all of it has arrived. Check the connection, and try again.";
const BROKEN = "This has broken down. Load the page again, and try once more.";

let session; // session.mjs, once it is here
const codes = {}; // of pages, by their address

const button = (text, onclick) => el("button", { type: "button", onclick }, text);

async function fetched(src) {
  const answer = await fetch(src);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.json();
}

/** Wait, but not for ever. */
function soon(...promises) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("late")));
  return Promise.race([Promise.all(promises), late]);
}

/** What all of them share. What does the work is a `Work`, of a module that each names. */
export class Offer extends HTMLElement {
  #pressed = -AGAIN; // when
  isBusy = false;

  connectedCallback() {
    this.left = new AbortController();
    this.go = button(this.words[0], (event) => this.#press(event));
    const loads = `Loads Python once: ${this.getAttribute("loads")} MB`;
    this.hint = el("span", {}, session?.isLoaded() ? "" : loads);
    this.bar = el("div", { class: "rnn-run-bar" }, this.go, this.hint);
    this.said = el("div", { role: "status" });
    this.output = el("div");
    this.append(el("div", { class: "rnn-run-foot" }, this.bar, this.said), this.output);
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", this.about); // else all buttons of a page sound the same
  }

  /** Leave nothing behind: whoever keeps the page that it stood in keeps nothing of it. */
  disconnectedCallback() {
    this.stop();
    this.left?.abort();
    this.work = undefined;
    this.isBusy = false;
    this.replaceChildren();
  }

  get cell() {
    return this.getAttribute("cell");
  }

  /** What the reader made of the code; null where ours stands. */
  get changed() {
    return this.work?.changed ?? null;
  }

  get keptAs() {
    return `${this.localName}:${this.getAttribute("name")}`;
  }

  /** What is kept of the reader's own; a browser may refuse to say. */
  kept(read = (text) => text) {
    try {
      return read(localStorage.getItem(this.keptAs));
    } catch {
      return null;
    }
  }

  /** Say what happens, in the one place where it is also heard. */
  say(text, isWrong = false) {
    this.said.className = isWrong ? "rnn-complaint" : "";
    this.said.textContent = text;
  }

  #press({ timeStamp }) {
    const isSecond = timeStamp - this.#pressed < AGAIN;
    this.#pressed = timeStamp;
    if (isSecond) return;
    if (this.isBusy) this.stop();
    else this.run();
  }

  /** Run it, unless it runs. @param {string} how as in `ask` */
  async run(how = "run") {
    if (this.isBusy) return;
    const { signal } = this.left;
    this.isBusy = true;
    this.go.textContent = "Stop";
    if (!this.work) this.say("One moment …");
    await this.ask(how);
    if (signal.aborted) return;
    this.isBusy = false;
    this.go.textContent = this.words[1];
  }

  stop() {
    if (this.isBusy && this.work) session.stop();
  }

  /** Have something done, by what is brought first. @param {string} what a method of the `Work` */
  async ask(what) {
    const { signal } = this.left;
    try {
      if (!this.work) {
        const parts = [this.bring(), import("./session.mjs"), this.#code()];
        const [{ Work }, python, code] = await soon(...parts);
        if (signal.aborted) return;
        session = python;
        this.work ??= new Work(this, code);
      }
      await this.work[what]();
    } catch (error) {
      console.error(error);
      if (!signal.aborted) this.say(this.work ? BROKEN : LATE, true);
    }
  }

  /** The code of the page, and what each cell needs: once, as connections end. */
  #code() {
    const src = this.getAttribute("src");
    codes[src] ??= fetched(src).catch((error) => {
      delete codes[src];
      throw error;
    });
    return codes[src];
  }
}

class Run extends Offer {
  words = ["Run it here", "Run again"];
  bring = () => import("./block.mjs");

  get about() {
    const all = [...document.querySelectorAll("rnn-run")];
    return `Block ${all.indexOf(this) + 1} of ${all.length}, in your browser`;
  }

  connectedCallback() {
    const above = (at) => (!at || at.matches(".highlight") ? at : above(at.previousElementSibling));
    this.block = above(this.previousElementSibling);
    if (!this.block) return;
    super.connectedCallback();
    this.change = button("Change the code", () => this.ask("change"));
    this.back = button("Back to ours", () => this.ask("swap"));
    this.back.hidden = true;
    this.hint.before(this.change, this.back);
    if (this.kept() !== null) this.ask("restore");
  }
}

class Exercise extends Offer {
  words = ["Check", "Check"];
  bring = () => import("./exercise.mjs");

  get about() {
    return this.parentElement.querySelector(".admonition-title")?.textContent ?? "Exercise";
  }

  connectedCallback() {
    super.connectedCallback();
    this.start = this.previousElementSibling;
    this.ours = this.start.querySelector("code").textContent.trimEnd();
    const kept = this.kept(JSON.parse);
    this.field = el("textarea", {
      "aria-label": "Your code",
      rows: this.ours.split("\n").length + 1,
      onfocus: () => this.ask("open"),
    });
    this.field.value = kept?.code ?? this.ours;
    this.solved = Boolean(kept?.solved);
    if (this.solved) this.say("Solved.");
    this.hint.hidden = true; // until it is opened
    this.prepend(this.field);
    this.start.hidden = true;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.start.hidden = false;
  }
}

class Try extends Offer {
  words = ["Try this claim", "Try again"];
  bring = () => import("./try-claim.mjs");

  get about() {
    return this.parentElement.querySelector("strong").textContent;
  }
}

for (const [name, Own] of Object.entries({ run: Run, exercise: Exercise, try: Try }))
  if (!customElements.get(`rnn-${name}`)) customElements.define(`rnn-${name}`, Own);
