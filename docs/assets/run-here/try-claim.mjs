// Tries of a claim: what is said meanwhile, what came out beside what the site had measured, and
// a report, filled in, where the claim does not hold.

import { el } from "../figures/ui/dom.mjs";
import * as session from "./session.mjs";

const ROOT = new URL("../../", import.meta.url); // of the site
const AT_ONCE = 2; // seeds of a try: every claim has to hold for any number from two on
const [LOWEST, HIGHEST] = [1_000, 1_000_000]; // seeds that the site has not used
const AGAIN = 400; // ms in which a second press is one too many
const MORE = 10; // tries at once, for whoever wants to know it better
const RAN = "What I ran, and what I got:\n"; // where the reader's part of a report begins
const MACHINE = "and my machine:\n";

/**
 * Take over an element whose button was pressed, and try its claim.
 * @param {HTMLElement} place the <rnn-try>
 */
export async function takeOver(place) {
  const answer = await fetch(place.getAttribute("src"));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const code = await answer.json();
  if (place.left.signal.aborted || place.press) return;
  place.tries = []; // all that the reader makes
  place.output = el("div");
  place.append(place.output);
  const more = () => run(place, code, MORE);
  place.more = el("button", { type: "button", hidden: true, onclick: more }, "Run ten more");
  place.go.after(place.more);
  place.press = () => run(place, code, 1);
  place.say = (text, isWrong = false) => {
    place.said.classList.toggle("rnn-complaint", isWrong);
    place.said.textContent = text;
  };
  place.left.signal.addEventListener("abort", () => place.isBusy && session.stop());
  await run(place, code, 1);
}

/** Try it so many times; or end what runs. */
async function run(place, code, count) {
  const { signal } = place.left;
  if (place.isBusy) {
    if (performance.now() - place.since > AGAIN) session.stop();
    return;
  }
  Object.assign(place, { isBusy: true, since: performance.now() });
  place.go.textContent = "Stop";
  place.more.hidden = true;
  try {
    await tryClaim(place, code, count, signal);
  } catch (error) {
    console.error(error);
    place.say("This try has broken down. Load the page again, and try once more.", true);
  }
  place.isBusy = false;
  if (!signal.aborted) place.go.textContent = "Try again";
}

/** Try a claim, once or a few times, and add that to what has been tried before. */
async function tryClaim(place, code, count, signal) {
  const { python, evidence, alone, claims, statements } = code;
  const claim = claims[place.getAttribute("cell")];
  const boot = { ...python, folder: new URL(python.folder, ROOT).href };
  const sources = claim.needs.map((number) => statements[number]);
  const stoodIn = !alone.includes(Number(place.getAttribute("cell")));
  const bar = el("progress", { "aria-label": "Python has arrived", value: 0 });
  if (!session.isLoaded()) place.say(`Loading Python, ${place.getAttribute("loads")} MB, once …`);
  let since;
  let own = 0; // tries that are done
  const seconds = () => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  const running = (text = "") => {
    const number = count > 1 ? `Try ${own + 1} of ${count}` : "Running";
    place.say(`${[number, text].filter(Boolean).join(", ")} …`);
  };
  const tell = {
    part: (part) => {
      if (!bar.isConnected) place.said.after(bar);
      bar.value = part;
    },
    begun: () => {
      bar.remove();
      for (const one of document.querySelectorAll("rnn-run, rnn-try")) one.hint?.remove();
      since ??= performance.now();
      running();
    },
    heard: (text, stream) => stream === "progress" && running(text),
  };
  try {
    for (; own < count; own += 1) {
      const seeds = [drawn(), AT_ONCE];
      const request = { sources, seeds, evidence, stood_in: stoodIn };
      const answer = await session.attempt(boot, request, tell);
      if (answer.error) {
        place.say(`It could not be decided${withSeeds(claim, seeds)}: ${answer.error.sentence}`, true);
        place.output.replaceChildren(fold(answer.error.traceback));
        return;
      }
      place.tries.push({ ...answer, seeds });
    }
    show(place, claim, ` in ${seconds()}`);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof session.Stopped || error instanceof session.Problem)) throw error;
    if (own) show(place, claim, `; stopped after ${seconds()}`);
    else if (error instanceof session.Stopped) place.say(since ? `Stopped after ${seconds()}.` : "Stopped.");
    if (error instanceof session.Stopped) return;
    place.say(error.message, true);
    if (error.more) place.output.append(fold(error.more));
  } finally {
    bar.remove();
    place.more.hidden = !claim.fresh || !place.tries.length;
  }
}

const drawn = () => LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));

/** Name the seeds of a try, where it has some. */
function withSeeds({ fresh }, [first, count]) {
  if (!fresh) return "";
  const names = Array.from({ length: count }, (_, i) => first + i);
  return `, with seeds ${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Say how it went, and show the values: of the first try that failed, else of the last. */
function show(place, claim, time) {
  const { tries } = place;
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
  const got = [
    `"Try this claim" on its page: it did not hold${withSeeds(claim, seeds)}.`,
    `It held in ${tries.length - failed.length} of ${tries.length} tries.`,
    ...Object.entries(values).map(([name, value]) => `- ${name.replaceAll("_", " ")}: ${value}`),
  ];
  const text = url.searchParams.get(body)
    .replace(RAN, () => `${RAN}${got.join("\n")}\n`)
    .replace(MACHINE, () => `${MACHINE}${navigator.userAgent}\n`);
  url.searchParams.set(body, text);
  return link(url.href);
}

function fold(text) {
  const pre = el("pre", { class: "rnn-output", tabindex: 0, "aria-label": "Traceback" }, el("samp", {}, text));
  return el("details", { class: "rnn-run-more" }, el("summary", {}, "All that Python says"), pre);
}
