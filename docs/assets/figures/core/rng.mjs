// Random numbers that are the same for the same seed, in every browser.

/**
 * Mulberry32, by Tommy Ettinger (public domain): 32 bits of state, enough for a figure.
 * @param {number} seed a whole number
 * @returns {() => number} draws from [0, 1)
 */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draw from the normal distribution, as Box and Muller do. @param {() => number} random */
export function normal(random) {
  const far = Math.sqrt(-2 * Math.log(1 - random()));
  return far * Math.cos(2 * Math.PI * random());
}
