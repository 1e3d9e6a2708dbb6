// One run of a block: what is said meanwhile, and what comes out.

import { el } from "../figures/ui/dom.mjs";
import { Problem, Stopped } from "./session.mjs";

const ROOT = new URL("../../", import.meta.url); // of the site

/**
 * Run the block of an element.
 * @param {HTMLElement} place the <rnn-run>
 * @param {typeof import("./session.mjs")} session
 * @param {any} code of the page
 * @param {() => boolean} isLeft whether the page is left meanwhile
 */
export async function runBlock(place, session, { python, ways, cells }, isLeft) {
  const boot = { ...python, folder: new URL(python.folder, ROOT).href };
  const needed = cells[place.cell].needs;
  const others = [...document.querySelectorAll("rnn-run")];
  const changed = (cell) => others.find((one) => one.cell === String(cell))?.changed ?? null;
  const sources = [...needed, place.cell].map((cell) => changed(cell) ?? cells[cell].source);
  const above = sentenceOf(needed, needed.filter((cell) => changed(cell) !== null));
  const output = new Output(place.output);
  let since;
  const seconds = () => `${((performance.now() - since) / 1000).toFixed(2)} s`;
  if (!session.isLoaded()) place.say(`Loading Python, ${place.getAttribute("loads")} MB, once …`);
  const bar = el("progress", { "aria-label": "Python has arrived", value: 0 });
  const tell = {
    part: (part) => {
      if (!bar.isConnected) place.said.after(bar);
      bar.value = part;
    },
    begun: () => {
      bar.remove();
      since = performance.now();
      place.say(`${above}Running …`);
    },
    heard: (text, stream) => output.add(text, stream),
  };
  try {
    const answer = await session.run(boot, sources, tell);
    output.finish(answer);
    if (!answer.error) {
      const is = changed(place.cell) === null && output.text === printed(place);
      return place.say(`${above}Done in ${seconds()}.${is ? " It gives what the page shows." : ""}`);
    }
    const { sentence, traceback, missing, is_over: isOver } = answer.error;
    place.say(above + sentence, !isOver);
    if (missing) place.output.append(waysOut(ways));
    else if (!isOver) place.output.append(fold(traceback));
  } catch (error) {
    if (isLeft()) return;
    output.flush();
    if (error instanceof Stopped) return place.say(since ? `Stopped after ${seconds()}.` : "Stopped.");
    if (!(error instanceof Problem)) throw error;
    place.say(error.message, true);
    if (error.more) place.output.append(fold(error.more));
  } finally {
    bar.remove();
  }
}

/** Say what runs first. */
function sentenceOf({ length }, { length: own }) {
  if (!length) return "";
  const blocks = length === 1 ? "a block above that this one needs" : `${length} blocks above that this one needs`;
  const yours = own ? (length === own ? ", as you changed " + (own > 1 ? "them" : "it") : `, ${own} as you changed it`) : "";
  return `First came ${blocks}${yours}. `;
}

/** What the block printed when the page was built; nothing if it gave more than text. */
function printed(place) {
  const outputs = [];
  for (let at = place; outputs.length < place.getAttribute("outputs"); ) {
    at = at.nextElementSibling;
    if (!at?.matches("script")) outputs.push(at);
  }
  const areTexts = outputs.length && outputs.every((one) => one?.matches("pre.rnn-output"));
  return areTexts ? outputs.map((one) => one.textContent.trimEnd()).join("\n") : null;
}

class Output {
  #place;
  #samp;
  #waiting = [];
  text = ""; // what was printed, and the value of the last line

  constructor(place) {
    this.#place = place;
  }

  add(text, stream) {
    if (stream === "out") this.text += text;
    if (!this.#waiting.length) setTimeout(() => this.flush(), 50); // many lines at a time
    this.#waiting.push([text, stream]);
  }

  flush() {
    const parts = this.#waiting.splice(0);
    if (!parts.length) return;
    if (!this.#samp) {
      this.#samp = el("samp");
      const label = { class: "rnn-output", tabindex: 0, "aria-label": "Output in your browser" };
      this.#place.prepend(el("pre", label, this.#samp));
    }
    for (const stream of ["out", "err"]) {
      const text = parts.filter((part) => part[1] === stream).map(([text]) => text).join("");
      if (text) this.#samp.append(stream === "err" ? el("span", { class: "rnn-run-err" }, text) : text);
    }
  }

  finish({ value, data }) {
    if (data?.sentence) this.#claim(data);
    else if (value !== undefined) this.add(value, "out");
    this.flush();
    this.text = this.text.trimEnd();
  }

  #claim({ sentence, values }) {
    this.flush();
    const rows = Object.entries(values).map(([name, { shown }]) =>
      el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, shown)));
    const said = el("strong", {}, `✓ ${sentence}`);
    this.#place.append(el("div", { class: "rnn-claim" }, said, el("dl", {}, ...rows)));
  }
}

function fold(text) {
  const pre = el("pre", { class: "rnn-output", tabindex: 0, "aria-label": "Traceback" }, el("samp", {}, text));
  return el("details", { class: "rnn-run-more" }, el("summary", {}, "All that Python says"), pre);
}

/** Where code that does not run here can: what the page offers, and what the site says. */
function waysOut(ways) {
  const offers = [...document.querySelectorAll(".rnn-actions a")].map((link) => link.cloneNode(true));
  const link = el("a", { href: new URL(ways, ROOT).href }, "ways to run it elsewhere");
  return el("p", {}, "There are ", link, ". ", ...offers);
}
