// What readers see while Python comes and works for them, and when that goes wrong.

import { el } from "../figures/ui/dom.mjs";
import * as session from "./session.mjs";

export const ROOT = new URL("../../", import.meta.url); // of the site
const SOON = 1_000; // ms after which readers see that time goes by
const OFFERS = "rnn-run, rnn-exercise, rnn-try";

/**
 * Let Python do something.
 * @param {import("./offers.mjs").Offer} place whose it is
 * @param {object} python what to load
 * @param {{begun: () => void, heard: Function}} told that it runs, and what it prints
 * @param {(boot: object, tell: object, time: () => string) => Promise<any>} work what to do with
 *   it, and how long that has taken
 * @returns {Promise<any>} what the work returns; nothing if it didn't end
 */
export async function meanwhile(place, python, { begun, heard }, work) {
  const { signal } = place.left;
  const bar = el("progress", { "aria-label": "Python has arrived", value: 0 });
  const clock = el("span", { "aria-hidden": "true" }); // seen, and not heard every second
  let ticks;
  let since;
  const time = () => seconds(performance.now() - since);
  const tell = {
    part: (part) => {
      if (!bar.isConnected) place.said.after(bar);
      bar.value = part;
    },
    begun: () => {
      bar.remove();
      for (const one of document.querySelectorAll(OFFERS)) one.hint?.remove(); // loaded for all
      since ??= performance.now();
      const tick = () => (clock.textContent = `${Math.round((performance.now() - since) / 1000)} s`);
      ticks ??= setInterval(tick, SOON);
      place.bar.append(clock);
      begun();
    },
    heard,
  };
  if (!session.isLoaded()) place.say(`Loading Python, ${place.getAttribute("loads")} MB, once …`);
  try {
    const boot = { ...python, folder: new URL(python.folder, ROOT).href };
    return await work(boot, tell, time);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof session.Stopped)
      place.say(since ? `Stopped after ${time()}.` : "Stopped.");
    else if (error instanceof session.Problem) {
      place.say(error.message, true);
      if (error.more) place.output.append(fold(error.more));
    } else throw error;
  } finally {
    clearInterval(ticks);
    clock.remove();
    bar.remove();
  }
}

/** Write a time for readers. @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`;

/** What Python says of an error, for whoever wants to read it. @param {string} text */
export function fold(text) {
  const label = { class: "rnn-output", tabindex: 0, "aria-label": "Traceback" };
  const pre = el("pre", label, el("samp", {}, text));
  return el("details", { class: "rnn-run-more" }, el("summary", {}, "All that Python says"), pre);
}
