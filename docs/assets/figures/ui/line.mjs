// What of a line, or of dots, lies within a plot, and where it leaves: a value that the axis does
// not reach is never drawn at its edge as if it were there.

/**
 * @typedef {[x: number, height: number]} Point height from 0, the lower edge, to 1, the upper one;
 *   NaN where there is none
 * @typedef {{x: number, up: boolean, farthest: number}} Exit where something leaves, on which
 *   side, and which of the points is the farthest out there
 */

/**
 * Cut a line where it leaves the plot.
 * @param {Point[]} points
 * @returns {{pieces: Point[][], exits: Exit[]}} of each side at most one exit, the first
 */
export function cut(points) {
  const pieces = [];
  const exits = new Exits();
  let piece;
  let before;
  points.forEach(([x, height], i) => {
    if (Number.isNaN(height)) return (piece = before = undefined);
    const here = { x, height, side: sideOf(height) };
    const left = before?.side ?? here.side;
    if (left && here.side !== left) pieces.push((piece = [crossing(before, here, left)]));
    if (!here.side) {
      if (!piece) pieces.push((piece = []));
      piece.push([x, height]);
    } else {
      const at = before && left !== here.side ? crossing(before, here, here.side) : [x];
      if (piece) piece.push(at);
      piece = undefined;
      exits.note(here, i, at[0]);
    }
    before = here;
  });
  return { pieces, exits: exits.found };
}

/** Leave out the dots that are beyond. @param {Point[]} points */
export function inside(points) {
  const exits = new Exits();
  const dots = points.filter(([x, height], i) => {
    const side = sideOf(height);
    if (side) exits.note({ x, height, side }, i, x);
    return height >= 0 && height <= 1;
  });
  return { dots, exits: exits.found };
}

/**
 * Where one line lies above another, as an area; elsewhere it has no height.
 * @param {[x: number, y: number][]} upper @param {[x: number, y: number][]} lower at the same x
 * @returns {[x: number, low: number, high: number][]}
 */
export function areaAbove(upper, lower) {
  return upper.flatMap(([x, high], i) => {
    const low = lower[i][1];
    const here = high > low ? [x, low, high] : [x, low, low];
    if (!i || (high - low) * (upper[i - 1][1] - lower[i - 1][1]) >= 0) return [here];
    const [before, above] = upper[i - 1]; // they have crossed
    const share = (above - lower[i - 1][1]) / (above - lower[i - 1][1] - (high - low));
    const y = above + share * (high - above);
    return [[before + share * (x - before), y, y], here];
  });
}

class Exits {
  found = [];

  note({ height, side }, index, x) {
    const up = side > 0;
    const known = this.found.find((exit) => exit.up === up);
    if (!known) this.found.push({ x, up, farthest: index, height });
    else if (height * side > known.height * side) Object.assign(known, { farthest: index, height });
  }
}

const sideOf = (height) => (height > 1 ? 1 : height < 0 ? -1 : 0);

/** Where a line between two points crosses an edge. */
function crossing(from, to, side) {
  const edge = side > 0 ? 1 : 0;
  const share = (edge - from.height) / (to.height - from.height);
  return [from.x + share * (to.x - from.x), edge];
}
