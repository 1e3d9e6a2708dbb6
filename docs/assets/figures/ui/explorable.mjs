// What all figures share: they fetch their data, keep their settings in the page's address,
// speak up when something changes, and leave nothing behind when the page goes.

import { el } from "./dom.mjs";
import { readState, writeState } from "./state.mjs";

const QUIET = 600; // ms after which a change is in the address, and is spoken if it was the last
const SAID = 4000; // ms after which what was spoken is cleared away
const BUSY = 10_000; // ms between two things that a figure says while it works by itself
export const PATIENCE = 15_000; // ms after which readers are told that something doesn't come

export class Explorable extends HTMLElement {
  #leaving;
  #writing;
  #speaking;
  #silence;
  #heard; // the sentence that was spoken last
  #isUsed = false; // a figure that nobody has touched has nothing to say
  #problem = ""; // with the address, or what came of a wish
  #spoken;
  #complaint;

  async connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    /** What is to be seen, in a sentence; `build` may say where it stands. */
    this.sentence = el("p", { class: "rnn-sentence" });
    this.#spoken = el("p", { class: "rnn-unseen", role: "status" }); // polite: it waits its turn
    this.#complaint = el("p", { class: "rnn-complaint", role: "alert" });
    try {
      await this.#start(signal);
    } catch (error) {
      if (signal.aborted) return;
      console.error(`${this.localName}: ${error}`);
      this.#end(); // the picture stays
      this.dispatchEvent(new Event("rnn-failed", { bubbles: true }));
    }
  }

  async #start(signal) {
    const answer = await fetch(this.getAttribute("src"), { signal });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    this.data = await answer.json();
    this.settings = this.describe(this.data);
    this.#read();
    this.live = el("div", { class: "rnn-live", role: "group", "aria-label": this.label() });
    await this.build(this.live, this.data);
    if (signal.aborted) return;
    if (this.question) this.live.prepend(el("p", { class: "rnn-question" }, this.question));
    if (!this.live.contains(this.sentence)) this.live.append(this.sentence);
    this.sentence.after(this.#complaint, this.#spoken);
    this.append(this.live);
    this.classList.add("rnn-runs");
    this.addEventListener("rnn-address", () => this.#follow(), { signal });
    addEventListener("pagehide", () => this.write(), { signal });
    this.live.addEventListener("click", () => (this.#isUsed = true), { signal });
    this.#draw();
  }

  disconnectedCallback() {
    this.#end();
  }

  #end() {
    clearTimeout(this.#writing);
    clearTimeout(this.#speaking);
    clearTimeout(this.#silence);
    this.#leaving?.abort();
    this.leave();
    // Whoever keeps the page that it stood in, as the theme does, keeps nothing of it.
    this.live?.remove();
    this.classList.remove("rnn-runs");
    for (const name of Object.keys(this)) delete this[name];
    this.#leaving = this.#spoken = this.#complaint = undefined;
  }

  /** Ends with the page: pass it to whatever listens, fetches or waits. */
  get signal() {
    return this.#leaving.signal;
  }

  /** The figure's name in the page and its address. */
  get anchor() {
    return this.parentElement.id;
  }

  /** Whether the figure works by itself, so that it speaks now and then alone. */
  get busy() {
    return false;
  }

  /** What readers can find out with it, and how: its first line, for those who come by. */
  get question() {
    return "";
  }

  /** Name the figure for those who hear it: its caption's first sentence. */
  label() {
    const caption = this.parentElement.querySelector("figcaption")?.textContent ?? "";
    return caption.split(/(?<=[.!?])\s/)[0];
  }

  /**
   * List the settings by name; see state.mjs.
   * @param {any} data @returns {Record<string, import("./state.mjs").Setting>}
   */
  describe(data) {
    return {};
  }

  /** Make the controls and charts, once. @param {HTMLElement} live @param {any} data */
  build(live, data) {}

  /**
   * Draw `this.state`.
   * @returns {string | [string, string | undefined]} what is to be seen, in one sentence, and
   *   in another what is wrong with what the reader gave
   */
  render() {
    return "";
  }

  /** Stop what runs by itself: other settings are asked for. */
  pause() {}

  /** Stop all: the page goes. */
  leave() {
    this.pause();
  }

  /** Change settings as the reader wants it, and show it; a complaint of before is settled. */
  set(changes) {
    Object.assign(this.state, changes);
    this.#isUsed = true;
    this.#problem = "";
    this.refresh();
  }

  /** Show what has changed, also without the reader's doing; a moment later the address has it. */
  refresh() {
    this.#draw();
    this.#writing ??= setTimeout(() => this.write(), QUIET);
  }

  /** Write the settings into the address. */
  write() {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    if (!this.isConnected || !this.state) return;
    const address = writeState(location.href, this.anchor, this.settings, this.state);
    if (address !== location.href) history.replaceState(history.state, "", address);
  }

  /** Say in one sentence what went wrong. */
  complain(sentence) {
    this.#problem = sentence;
    this.#draw();
  }

  /**
   * Wait for code that few readers need; if it doesn't come, tell them.
   * @param {Promise<any>} code @param {string} name what they know it as
   * @returns {Promise<any>} nothing if it doesn't come, or the page is left meanwhile
   */
  async arrival(code, name) {
    const { signal } = this;
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(reject, PATIENCE)));
    try {
      const module = await Promise.race([code, late]);
      return signal.aborted ? undefined : module;
    } catch {
      if (signal.aborted) return;
      this.complain(`${name} did not arrive. Check the connection, and try again.`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Say something that is no news of the settings, to those who hear the page. */
  say(sentence) {
    if (!this.live) return;
    this.#spoken.textContent = sentence;
    clearTimeout(this.#silence); // what was said need not be met again by those who read on
    this.#silence = setTimeout(() => (this.#spoken.textContent = ""), SAID);
  }

  #draw() {
    if (!this.live) return; // the page is left
    const [sentence, mistake] = [this.render()].flat();
    const complaint = [this.#problem, mistake].filter(Boolean).join(" ");
    // What stays the same is not written again: it would be read out again.
    if (complaint !== this.#complaint.textContent) this.#complaint.textContent = complaint;
    if (sentence !== this.sentence.textContent) this.sentence.textContent = sentence;
    // Seen at once; heard once it rests, as a slider would interrupt itself.
    if (!this.#isUsed || (this.busy && this.#speaking)) return;
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => this.#speak(), this.busy ? BUSY : QUIET);
  }

  #speak() {
    this.#speaking = undefined;
    const sentence = this.sentence.textContent;
    if (sentence !== this.#heard) this.say(sentence);
    this.#heard = sentence;
  }

  #read() {
    const { state, complaints } = readState(location.search, this.anchor, this.settings);
    this.state = state;
    this.#problem = complaints.join(" ");
  }

  /** A link in the text has written other settings into the address. */
  #follow() {
    const before = JSON.stringify(this.state);
    this.#read();
    if (JSON.stringify(this.state) !== before) this.pause();
    this.#isUsed = true;
    this.#draw();
  }
}

/** Make an element known by its name, unless a visit before did so. */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}
