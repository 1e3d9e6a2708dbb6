// What all figures share: they fetch their data, keep their settings in the page's address,
// speak up when something changes, and leave nothing behind when the page goes.

import { el } from "./dom.mjs";
import { readState, writeState } from "./state.mjs";

const QUIET = 600; // ms without a change before the address is written and a change is spoken

export class Explorable extends HTMLElement {
  #leaving;
  #page = location.pathname;
  #writing;
  #speaking;
  /** What is to be seen, in a sentence; `build` may say where it stands. */
  sentence = el("p", { class: "rnn-sentence" });
  #spoken = el("p", { class: "rnn-unseen", role: "status" }); // polite: it waits its turn
  #complaint = el("p", { class: "rnn-complaint", role: "alert" });

  async connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    try {
      const answer = await fetch(this.getAttribute("src"), { signal });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      this.data = await answer.json();
    } catch (error) {
      if (!signal.aborted) console.error(`${this.localName}: ${error}`);
      return; // the picture stays
    }
    this.settings = this.describe(this.data);
    this.#read();
    this.live = el("div", { class: "rnn-live", role: "group", "aria-label": this.label() });
    await this.build(this.live, this.data);
    if (signal.aborted) return;
    if (!this.live.contains(this.sentence)) this.live.append(this.sentence);
    this.sentence.after(this.#complaint, this.#spoken);
    this.querySelector(":scope > .rnn-live")?.remove(); // of a visit before
    this.append(this.live);
    this.classList.add("rnn-runs");
    this.addEventListener("rnn-address", () => (this.#read(), this.#draw()), { signal });
    addEventListener("pagehide", () => this.#write(), { signal });
    this.#draw();
    this.dispatchEvent(new CustomEvent("rnn-ready", { bubbles: true }));
  }

  disconnectedCallback() {
    clearTimeout(this.#writing);
    clearTimeout(this.#speaking);
    this.#leaving?.abort();
    this.leave();
  }

  /** Ends with the page: pass it to whatever listens, fetches or waits. */
  get signal() {
    return this.#leaving.signal;
  }

  /** The figure's name in the page and its address. */
  get anchor() {
    return this.parentElement.id;
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

  /** Draw `this.state`; also says what to see, in one sentence. @returns {string | undefined} */
  render() {}

  /** Stop whatever runs. */
  leave() {}

  /** Change settings as the reader wants it, and show it; a complaint of before is settled. */
  set(changes) {
    Object.assign(this.state, changes);
    this.complain("");
    this.refresh();
  }

  /** Show what has changed, also without the reader's doing; once it rests, the address has it. */
  refresh() {
    this.#draw();
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => this.#write(), QUIET);
  }

  /** Write the settings into the address now. */
  write() {
    this.#write();
  }

  /** Say in one sentence what is wrong with what the reader gave. */
  complain(sentence) {
    if (this.#complaint.textContent !== sentence) this.#complaint.textContent = sentence;
  }

  #draw() {
    const sentence = this.render();
    if (sentence === undefined || sentence === this.sentence.textContent) return;
    // Seen at once; heard once it rests, as a slider would interrupt itself.
    this.sentence.textContent = sentence;
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => (this.#spoken.textContent = sentence), QUIET);
  }

  #read() {
    const { state, complaints } = readState(location.search, this.anchor, this.settings);
    this.state = state;
    this.complain(complaints.join(" "));
  }

  #write() {
    // The theme changes the address before it changes the page.
    if (!this.isConnected || !this.state || location.pathname !== this.#page) return;
    const address = writeState(location.href, this.anchor, this.settings, this.state);
    if (address !== location.href) history.replaceState(history.state, "", address);
  }
}

/** Make an element known by its name, unless a visit before did so. */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}
