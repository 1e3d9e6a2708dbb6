// <rnn-try src cell loads>: in a claim's box, a button that tries the claim on this device. `src`
// names the file with the code of the page's claims, `cell` that of this one, `loads` the megabytes
// of Python. With the first press comes try-claim.mjs, and takes over.

import { el } from "../figures/ui/dom.mjs";

class RnnTry extends HTMLElement {
  connectedCallback() {
    this.left = new AbortController();
    const onclick = () => (this.press ?? this.#begin).call(this);
    this.go = el("button", { type: "button", onclick }, "Try this claim");
    this.hint = el("span", {}, `Loads Python once: ${this.getAttribute("loads")} MB`);
    this.said = el("p", { role: "status" });
    this.append(el("div", { class: "rnn-run-bar" }, this.go, this.hint), this.said);
  }

  /** Leave nothing behind. */
  disconnectedCallback() {
    this.left?.abort();
    this.press = undefined;
    this.replaceChildren();
  }

  async #begin() {
    const say = (text) => (this.said.textContent = text);
    const tell = () => say("Not all of it has arrived. Check the connection, and try again.");
    const late = setTimeout(tell, 20_000);
    say("One moment …");
    try {
      const { takeOver } = await import("./try-claim.mjs");
      clearTimeout(late);
      if (!this.left.signal.aborted) await takeOver(this);
    } catch (error) {
      console.error(error);
      clearTimeout(late);
      tell();
    }
  }
}

if (!customElements.get("rnn-try")) customElements.define("rnn-try", RnnTry);
