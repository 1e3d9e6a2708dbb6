// Series to forecast.

import { generator, normal } from "./rng.mjs";

const POINTS = 500;
const PERIOD = 25; // steps of a wave
const NOISE = 0.1; // spread of what nobody can know
export const MOST_DRAWN = 50; // values of a drawing

export const SERIES = {
  sine: "sine wave",
  noise: "noisy sine wave",
  square: "noisy square wave",
  logistic: "logistic map",
  drawn: "your own",
};

/**
 * @param {keyof typeof SERIES} kind
 * @param {number} seed of the noise, and of where the logistic map begins
 * @param {number[]} drawn one period of the reader's own, two values at least
 * @returns {Float64Array} POINTS values
 */
export function makeSeries(kind, seed, drawn) {
  const random = generator(seed + 1); // the weights have the seed itself
  const wave = (i) => Math.sin((2 * Math.PI * i) / PERIOD);
  const make = {
    sine: wave,
    noise: (i) => wave(i) + NOISE * normal(random),
    square: (i) => (2 * (i % PERIOD) < PERIOD ? 1 : -1) + NOISE * normal(random),
    logistic: () => (state = 3.9 * state * (1 - state)),
    drawn: (i) => repeat(drawn, i),
  }[kind];
  let state = 0.1 + 0.8 * random();
  return Float64Array.from({ length: POINTS }, (_, i) => make(i));
}

/**
 * Say what is wrong with a drawing.
 * @param {number[]} values @returns {string | undefined} a sentence, or nothing
 */
export function drawingFault(values) {
  if (values.length < 2 || values.length > MOST_DRAWN)
    return `A drawing has 2 to ${MOST_DRAWN} numbers, and these are ${values.length}.`;
  if (new Set(values).size === 1)
    return "All these numbers are alike: there is nothing to forecast.";
}

/** Repeat a drawn period again and again, with straight lines between its points. */
function repeat(drawn, i) {
  const place = ((i % (2 * PERIOD)) / (2 * PERIOD)) * drawn.length;
  const left = Math.floor(place);
  const [from, to] = [drawn[left], drawn[(left + 1) % drawn.length]];
  return from + (place - left) * (to - from);
}
