// Tries of a claim: what is said meanwhile, what came out beside what the site had measured, and
// a report, filled in, where the claim does not hold.

import { el } from "../figures/ui/dom.mjs";
import { fold, meanwhile, ROOT } from "./meanwhile.mjs";
import * as session from "./session.mjs";

const AT_ONCE = 2; // seeds of a try: every claim has to hold for any number from two on
const [LOWEST, HIGHEST] = [1_000, 1_000_000]; // seeds that the site has not used
const MORE = 10; // tries at once, for whoever wants to know it better
const RAN = "What I ran, and what I got:\n"; // where the reader's part of a report begins
const MACHINE = "and my machine:\n";

export class Work {
  #place;
  #code; // of the page's claims
  #tries = []; // all that the reader makes
  #more;

  /** @param {import("./offers.mjs").Offer} place the <rnn-try> @param {any} code */
  constructor(place, code) {
    this.#place = place;
    this.#code = code;
    const onclick = () => place.run("runMore");
    this.#more = el("button", { type: "button", hidden: true, onclick }, "Run ten more");
    place.go.after(this.#more);
  }

  run() {
    return this.#run(1);
  }

  runMore() {
    return this.#run(MORE);
  }

  /** Try the claim so many times, and add that to what has been tried before. */
  async #run(count) {
    const [place, tries] = [this.#place, this.#tries];
    const { signal } = place.left;
    const { python, evidence, alone, claims, statements } = this.#code;
    const claim = claims[place.cell];
    const sources = claim.needs.map((number) => statements[number]);
    const stoodIn = !alone.includes(Number(place.cell));
    const before = tries.length;
    const running = (text = "") => {
      const number = count > 1 ? `Try ${tries.length - before + 1} of ${count}` : "Running";
      place.say(`${[number, text].filter(Boolean).join(", ")} …`);
    };
    const told = {
      begun: () => running(),
      heard: (text, stream) => stream === "progress" && running(text),
    };
    this.#more.hidden = true;
    await meanwhile(place, python, told, async (boot, tell, time) => {
      try {
        while (tries.length < before + count) {
          const seeds = [drawn(), AT_ONCE];
          const request = { sources, seeds, evidence, stood_in: stoodIn };
          const answer = await session.attempt(boot, request, tell);
          if (answer.error) return undecided(place, claim, seeds, answer.error);
          tries.push({ ...answer, seeds });
        }
        show(place, claim, tries, ` in ${time()}`);
      } catch (error) {
        if (signal.aborted || tries.length === before) throw error;
        show(place, claim, tries, `; stopped after ${time()}`);
        if (!(error instanceof session.Stopped)) throw error;
      }
    });
    this.#more.hidden = !claim.fresh || !tries.length;
  }
}

const drawn = () => LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));

/** Name the seeds of a try, where it has some. */
function withSeeds({ fresh }, [first, count]) {
  if (!fresh) return "";
  const names = Array.from({ length: count }, (_, i) => first + i);
  return `, with seeds ${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function undecided(place, claim, seeds, { sentence, traceback }) {
  place.say(`It could not be decided${withSeeds(claim, seeds)}: ${sentence}`, true);
  place.output.replaceChildren(fold(traceback));
}

/** Say how it went, and show the values: of the first try that failed, else of the last. */
function show(place, claim, tries, time) {
  const failed = tries.filter((one) => !one.held);
  const shown = failed[0] ?? tries.at(-1);
  place.say(verdict(claim, tries, failed, time), failed.length > 0);
  place.output.replaceChildren(table(place, shown));
  if (failed.length) place.output.append(tellUs(claim, tries, failed, shown));
}

function verdict(claim, tries, failed, time) {
  const seeds = withSeeds(claim, (failed[0] ?? tries.at(-1)).seeds);
  if (!claim.fresh) {
    const held = failed.length ? "Does not hold on this device" : "The same on this device";
    return `${held}: computed again${time}. No seed has a say in it, so nothing was drawn anew.`;
  }
  if (tries.length === 1)
    return `${failed.length ? "Did not hold here" : "Held here too"}${seeds},${time}.`.replace(",;", ";");
  const held = `Held in ${tries.length - failed.length} of ${tries.length} tries here, two fresh seeds each${time}.`;
  return failed.length ? `${held} It did not hold${seeds}.` : held;
}

/** The reader's values beside the build's, which stand in the claim's box. */
function table(place, { values }) {
  const rows = [...place.parentElement.querySelectorAll(":scope > dl > div")].map((row) => {
    const [name, built] = ["dt", "dd"].map((tag) => row.querySelector(tag).textContent);
    return [name, built];
  });
  const here = Object.fromEntries(Object.entries(values).map(([k, v]) => [k.replaceAll("_", " "), v]));
  const line = ([name, built]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, here[name] ?? ""), el("td", {}, built));
  const head = ["What", "Here", "When the site was built"].map((text) => el("th", { scope: "col" }, text));
  const label = { class: "rnn-tried", tabindex: 0, role: "region", "aria-label": "Values of this try" };
  return el("div", label, el("table", { class: "rnn-tried-values" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows.map(line))));
}

/** The report of "Does not hold for you?", with what the reader got. */
function tellUs(claim, tries, failed, { values, seeds }) {
  const link = (href) => el("a", { href, class: "rnn-tell" }, "Tell us: a form, filled in");
  if (!/^https?:/.test(claim.report)) return link(new URL(claim.report, ROOT).href);
  const url = new URL(claim.report);
  const [, body] = [...url.searchParams.keys()];
  const count = `It held in ${tries.length - failed.length} of ${tries.length} tries.`;
  const got = [
    `"Try this claim" on its page: it did not hold${withSeeds(claim, seeds)}.`,
    claim.fresh ? count : "It was computed again; no seed has a say in it.",
    ...Object.entries(values).map(([name, value]) => `- ${name.replaceAll("_", " ")}: ${value}`),
  ];
  const text = url.searchParams.get(body)
    .replace(RAN, () => `${RAN}${got.join("\n")}\n`)
    .replace(MACHINE, () => `${MACHINE}${navigator.userAgent}\n`);
  url.searchParams.set(body, text);
  return link(url.href);
}
