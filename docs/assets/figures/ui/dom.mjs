// Makes elements. Text goes in as text, never as HTML, whatever the reader typed.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] attributes; functions listen to `on…` events
 * @param {...(Node | string)} children
 */
export function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** Make an SVG element; arguments as in `el`. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

let made = 0;
/** Return an id that nothing else on the page has. */
export const newId = () => `rnn-made-${++made}`;

/** Write a number for readers: fixed digits, a real minus sign, no "-0.00". */
export function show(number, digits = 2) {
  if (Math.abs(number) === Infinity) return "infinite";
  if (!Number.isFinite(number)) return "not a number";
  const text = number.toFixed(digits).replace(/^-(?=0(\.0*)?$)/, "");
  return text.replace("-", "−");
}

/** Write a number of any size: 0.0012 as 1.2 × 10⁻³. */
export function showPower(number, digits = 1) {
  if (!Number.isFinite(number) || number === 0) return show(number, 0);
  const [mantissa, power] = number.toExponential(digits).split("e");
  if (power >= -2 && power <= 3) return show(number, Math.max(0, digits + 1 - Number(power)));
  return `${mantissa.replace("-", "−")} × ${powerOfTen(Number(power))}`;
}

/** Write 10⁻³ of −3. */
export const powerOfTen = (power) =>
  `10${[...String(Math.round(power))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("")}`;

/** Hand a text to the reader as a file. @param {string} name @param {string} text */
export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
