// What a figure shows, as part of the page's address: `?stepper.t=3&stepper.free=on`.
// The address can be typed by anybody, so every value is checked. Not in the hash: the theme
// writes the section that is read into it.

/**
 * One setting of a figure: what it is at first, how it is read and written.
 * `read` returns undefined for what makes no sense; `expected` says what would.
 * @typedef {{first: any, read: (text: string) => any, write: (value: any) => string,
 *   expected: string}} Setting
 */

/** @returns {Setting} a whole number from `least` to `most` */
export const whole = (first, least, most) => ({
  first,
  read: (text) => (/^-?\d{1,9}$/.test(text) ? within(Number(text), least, most) : undefined),
  write: String,
  expected: `a whole number from ${least} to ${most}`,
});

/** @returns {Setting} a number from `least` to `most` */
export const number = (first, least, most) => ({
  first,
  read: (text) => (text.trim() ? within(Number(text), least, most) : undefined),
  write: (value) => String(Number(value.toPrecision(6))),
  expected: `a number from ${least} to ${most}`,
});

/** @returns {Setting} one of some words */
export const choice = (first, words) => ({
  first,
  read: (text) => (words.includes(text) ? text : undefined),
  write: String,
  expected: `one of ${words.join(", ")}`,
});

/** @returns {Setting} on or off */
export const flag = (first) => ({
  first,
  read: (text) => (text === "on" ? true : text === "off" ? false : undefined),
  write: (value) => (value ? "on" : "off"),
  expected: "on or off",
});

/**
 * @param {(values: number[]) => boolean} fits which lists make sense @param {string} expected
 * @returns {Setting} a list of numbers from `least` to `most`
 */
export const numbers = (first, least, most, fits, expected) => ({
  first,
  read: (text) => {
    const parts = text === "" ? [] : text.split("_").map((part) => number(0, least, most).read(part));
    return parts.includes(undefined) || !fits(parts) ? undefined : parts;
  },
  write: (values) => values.map((value) => String(Number(value.toPrecision(4)))).join("_"),
  expected: `${expected} from ${least} to ${most}, with _ between them`,
});

/** @returns {Setting} a text of at most `longest` characters */
export const words = (first, longest) => ({
  first,
  read: (text) => (text.length <= longest ? text : undefined),
  write: String,
  expected: `a text of at most ${longest} characters`,
});

/** @returns {Setting} nothing, or a number from 0 to 1 from one step to another: "0.5_2_20" */
export const held = (first, steps) => ({
  first,
  read: (text) => {
    if (text === "free") return null;
    const [value, from, to, ...more] = text.split("_");
    const first = whole(1, 1, steps).read(from ?? "");
    const last = whole(1, first, steps).read(to ?? "");
    const hold = { value: share.read(value), first, last };
    return more.length || Object.values(hold).includes(undefined) ? undefined : hold;
  },
  write: (hold) => (hold ? [share.write(hold.value), hold.first, hold.last].join("_") : "free"),
  expected: `free, or a number from 0 to 1 with its first and its last step, as in 0_2_${steps}`,
});

/** @returns {Setting} learning rates, each with the epoch from which it holds: "0.01_120:0.003" */
export const schedule = (first, rates, most, longest) => ({
  first,
  read: (text) => {
    const parts = text.split("_").map((part, i) => {
      const [from, rate, ...more] = i ? part.split(":") : ["0", part];
      if (more.length) return [undefined];
      return [whole(0, 0, most).read(from), rates.find((known) => String(known) === rate)];
    });
    const rising = parts.every(([from], i) => !i || from > parts[i - 1][0]);
    return rising && !parts.flat().includes(undefined) && parts.length <= longest ? parts : undefined;
  },
  write: (parts) => parts.map(([from, rate]) => (from ? `${from}:${rate}` : String(rate))).join("_"),
  expected: `a learning rate such as ${first[0][1]}, or several as in 0.01_120:0.003`,
});

const share = number(0, 0, 1);

const within = (value, least, most) =>
  Number.isFinite(value) && value >= least && value <= most ? value : undefined;

/**
 * Read a figure's settings from an address.
 * @param {string} search for example "?stepper.t=3"
 * @param {string} id the figure's
 * @param {Record<string, Setting>} settings
 * @returns {{state: Record<string, any>, complaints: string[]}}
 */
export function readState(search, id, settings) {
  const asked = new URLSearchParams(search);
  const complaints = [];
  const state = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const text = asked.get(`${id}.${name}`);
      const value = text === null ? setting.first : setting.read(text);
      if (value === undefined)
        complaints.push(`“${name}” can't be “${clip(text)}”: expected ${setting.expected}.`);
      return [name, value === undefined ? setting.first : value];
    }),
  );
  for (const key of asked.keys())
    if (key.startsWith(`${id}.`) && !Object.hasOwn(settings, key.slice(id.length + 1)))
      complaints.push(`“${clip(key.slice(id.length + 1))}” is no setting of this figure.`);
  return { state, complaints };
}

const clip = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** Write a figure's settings into an address; what is as at first is left out. */
export function writeState(href, id, settings, state) {
  const url = new URL(href);
  for (const key of [...url.searchParams.keys()])
    if (key.startsWith(`${id}.`)) url.searchParams.delete(key);
  for (const [name, setting] of Object.entries(settings)) {
    const text = setting.write(state[name]);
    if (text !== setting.write(setting.first)) url.searchParams.set(`${id}.${name}`, text);
  }
  return url.href;
}
