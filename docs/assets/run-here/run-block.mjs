// One run of a block: what is said meanwhile, and what comes out.

import { el } from "../figures/ui/dom.mjs";
import { fold, meanwhile, ROOT } from "./meanwhile.mjs";
import * as session from "./session.mjs";

/**
 * Run the block of an element.
 * @param {import("./offers.mjs").Offer} place the <rnn-run>, or an <rnn-exercise>
 * @param {any} code of the page
 * @returns {Promise<string[] | undefined>} of an exercise, what its checks say
 */
export async function runBlock(place, { python, ways, cells, checks }) {
  const needed = cells[place.cell].needs;
  const others = [...document.querySelectorAll("rnn-run, rnn-exercise")];
  const changed = (cell) => others.find((one) => one.cell === String(cell))?.changed ?? null;
  const task = checks?.[place.cell]; // counts on the blocks above as they are on the page
  const theirs = task ? [] : needed.filter((cell) => changed(cell) !== null);
  const above = task ? "" : sentenceOf(needed.length, theirs.length);
  const source = (cell) => (theirs.includes(cell) ? changed(cell) : cells[cell].source);
  const sources = [...needed.map(source), changed(place.cell) ?? cells[place.cell].source];
  if (task) sources.push({ checks: task });
  const output = new Output(place.output);
  const begun = () => place.say(`${above}Running …`);
  const heard = (text, stream) => output.add(text, stream);
  return meanwhile(place, python, { begun, heard }, async (boot, tell, time) => {
    const answer = await session.run(boot, sources, tell).finally(() => output.flush());
    output.finish(answer);
    if (task && !answer.error) return answer.say;
    if (!answer.error) {
      const isSame = changed(place.cell) === null && output.text === printed(place);
      const same = isSame ? " It gives what the page shows." : "";
      const nothing = answer.data || place.output.firstChild ? "" : " It printed nothing.";
      return place.say(`${above}Done in ${time()}.${same}${nothing}`);
    }
    const { sentence, line, traceback, missing, is_over: isOver } = answer.error;
    place.say(above + sentence, !isOver);
    if (line) place.said.append(" ", showing(place, line));
    if (missing) place.output.append(waysOut(ways));
    else if (!isOver) place.output.append(fold(traceback));
  });
}

/** A button that leads to a line of the reader's code. */
function showing(place, line) {
  const onclick = () => place.work.show(line);
  return el("button", { type: "button", onclick }, `Show line ${line}`);
}

/** Say what runs first. @param {number} all blocks @param {number} changed those of the reader's */
function sentenceOf(all, changed) {
  if (!all) return "";
  const it = (count) => (count === 1 ? "it" : "them");
  const blocks = all === 1 ? "A block" : `${all} blocks`;
  const yours = `, ${all === 1 ? "" : `${changed} of them `}as you changed ${it(changed)}`;
  const run = all === 1 ? "needs runs" : "needs run";
  return `${blocks} above that this one ${run} first${changed ? yours : ""}. `;
}

/** What the block printed when the page was built; nothing if it gave more than text. */
function printed(place) {
  const outputs = [];
  for (let at = place; outputs.length < place.getAttribute("outputs"); ) {
    at = at?.nextElementSibling;
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
    place.replaceChildren();
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
      const isError = text && stream === "err";
      this.#samp.append(isError ? el("span", { class: "rnn-run-err" }, text) : text);
    }
  }

  finish({ value, data }) {
    if (data?.sentence) this.#claim(data);
    else if (data?.chart) this.#draw(data.chart);
    else if (value !== undefined) this.add(value, "out");
    this.flush();
    this.text = this.text.trimEnd();
  }

  async #draw(chart) {
    this.flush();
    const { drawn } = await import("./drawn.mjs");
    this.#place.append(drawn(chart));
  }

  #claim({ sentence, values }) {
    this.flush();
    const rows = Object.entries(values).map(([name, { shown }]) =>
      el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, shown)));
    const said = el("strong", {}, `✓ ${sentence}`);
    this.#place.append(el("div", { class: "rnn-claim" }, said, el("dl", {}, ...rows)));
  }
}

/** Where code can run that does not run here: what the page offers, and what the site says. */
function waysOut(ways) {
  const offers = [...document.querySelectorAll(".rnn-actions a")];
  const link = el("a", { href: new URL(ways, ROOT).href }, "How to run it elsewhere");
  return el("p", {}, link, ...offers.flatMap((offer) => [" ", offer.cloneNode(true)]));
}
