// Native controls with their labels and visible values. Each returns its element and
// `update(value)`, which shows a value without an event.

import { el, newId } from "./dom.mjs";

/**
 * A slider whose value is written beside it.
 * @param {string} label
 * @param {{min: number, max: number, step?: number, show?: (value: number) => string,
 *   input: (value: number) => void}} options
 */
export function slider(label, { min, max, step = 1, show = String, input }) {
  const id = newId();
  const range = el("input", { type: "range", id, min, max, step });
  const output = el("output", { for: id, "aria-live": "off" }); // the slider itself says it
  const update = (value, most = max) => {
    range.max = String(most);
    range.value = String(value);
    output.textContent = show(value);
    range.setAttribute("aria-valuetext", show(value));
  };
  range.addEventListener("input", () => input(Number(range.value)));
  const element = el("div", { class: "rnn-slider" }, el("label", { for: id }, label), range, output);
  return { element, range, update };
}

/**
 * A button. Where it can do nothing it says so, and keeps the focus: one that is really disabled
 * would lose it.
 * @param {string} text @param {() => void} click
 * @param {{sign?: string, name?: string}} [options] `sign`: seen beside the text and not heard;
 *   `name`: what is said in place of the text, and begins with it
 */
export function button(text, click, { sign, name } = {}) {
  const isAble = () => element.getAttribute("aria-disabled") !== "true";
  const press = () => isAble() && click();
  const element = el("button", { type: "button", "aria-label": name, title: name, onclick: press });
  const update = (shown, before) => {
    const parts = before ? [el("span", { "aria-hidden": "true" }, `${before} `), shown] : [shown];
    // What is pressed just now is not exchanged below the finger without need.
    if (element.textContent !== (before ? `${before} ` : "") + shown) element.replaceChildren(...parts);
  };
  const enable = (can) => element.setAttribute("aria-disabled", String(!can));
  update(text, sign);
  return { element, update, enable };
}

/** A box to tick. */
export function tick(label, input) {
  const box = el("input", { type: "checkbox", onchange: () => input(box.checked) });
  const element = el("label", { class: "rnn-tick" }, box, label);
  return { element, update: (value) => (box.checked = value) };
}

/** One of several. @param {string} label @param {[value: string, text: string][]} choices */
export function select(label, choices, input) {
  const id = newId();
  const list = el("select", { id, onchange: () => input(list.value) });
  for (const [value, text] of choices) list.append(el("option", { value }, text));
  const element = el("div", { class: "rnn-select" }, el("label", { for: id }, label), list);
  return { element, update: (value) => (list.value = value) };
}

/** A whole number to type. @param {string} label @param {{min: number, max: number}} range */
export function whole(label, { min, max }, input) {
  const id = newId();
  const box = el("input", { type: "number", id, min, max, step: 1, inputmode: "numeric" });
  box.addEventListener("change", () => input(box.value));
  const element = el("div", { class: "rnn-select" }, el("label", { for: id }, label), box);
  let shown;
  const update = (value) => {
    if (value !== shown) box.value = String(value); // else what is typed stays
    shown = value;
  };
  const settle = () => (box.value = String(shown)); // what was typed in vain goes
  return { element, box, update, settle };
}

/** Controls side by side, with a name for those who hear them. */
export function row(name, ...controls) {
  const parts = controls.map((control) => control.element ?? control);
  return el("div", { class: "rnn-row", role: "group", "aria-label": name }, ...parts);
}

/** What few readers need, folded away. @param {string} summary @param {...(Node | string)} parts */
export function details(summary, ...parts) {
  return el("details", { class: "rnn-more" }, el("summary", {}, summary), ...parts);
}

/**
 * A line of text. What is longer stays in it as typed, though only its beginning is handed on.
 * @param {string} label @param {number} longest @param {(text: string) => void} input
 */
export function field(label, longest, input) {
  const id = newId();
  const box = el("input", {
    type: "text", id, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    oninput: () => input(box.value.slice(0, longest)),
  });
  const element = el("div", { class: "rnn-field" }, el("label", { for: id }, label), box);
  const update = (value) => {
    if (box.value.slice(0, longest) !== value) box.value = value;
  };
  return { element, box, update };
}
