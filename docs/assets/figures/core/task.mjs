// A series cut in time: what the network learns from comes first, what it is tested on comes
// later, and all that is known of the numbers, their mean and spread, comes from the first part.

const TEST = 0.25; // share of the series

/**
 * @param {ArrayLike<number>} series
 * @param {number} seqLen length of a window
 */
export function makeTask(series, seqLen) {
  const cut = Math.round(series.length * (1 - TEST));
  const early = Array.from(series).slice(0, cut);
  const mean = early.reduce((sum, value) => sum + value, 0) / cut;
  const spread = Math.sqrt(early.reduce((sum, v) => sum + (v - mean) ** 2, 0) / cut);
  if (!(spread > 1e-9)) throw new RangeError("This series is flat: there is nothing to forecast.");
  const values = Array.from(series, (value) => (value - mean) / spread);
  return {
    mean, spread, values, cut, seqLen,
    train: windows(values, 0, cut, seqLen),
    test: windows(values, cut, values.length, seqLen),
  };
}

/** Cut all windows whose values and targets lie within a part, step by step as networks read. */
function windows(values, from, to, seqLen) {
  const count = to - from - seqLen;
  const x = new Float32Array(seqLen * count);
  for (let t = 0; t < seqLen; t++)
    for (let n = 0; n < count; n++) x[t * count + n] = values[from + n + t];
  return { count, x, y: Float32Array.from(values.slice(from + seqLen, to)) };
}

/** Root mean squared error. */
export function rmse(forecasts, y) {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (forecasts[i] - y[i]) ** 2;
  return Math.sqrt(sum / y.length);
}

/** Forecast "as the value before". */
export const persistence = ({ x, count }) => x.slice(x.length - count);

/**
 * The best weighted sum of a window, by least squares.
 * @returns {(part: {x: ArrayLike<number>, count: number}) => Float64Array} the forecasts
 */
export function fitLinear({ x, y, count }, seqLen) {
  const size = seqLen + 1; // and a constant
  const at = (n, i) => (i < seqLen ? x[i * count + n] : 1);
  const matrix = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size + 1 }, (_, j) => {
      let sum = 0;
      for (let n = 0; n < count; n++) sum += at(n, i) * (j < size ? at(n, j) : y[n]);
      return sum + (i === j ? 1e-7 * count : 0); // a clean wave has many solutions: take a small one
    }),
  );
  const weights = solve(matrix, size);
  return (part) =>
    Float64Array.from({ length: part.count }, (_, n) => {
      let sum = weights[seqLen];
      for (let i = 0; i < seqLen; i++) sum += weights[i] * part.x[i * part.count + n];
      return sum;
    });
}

/** Solve linear equations in place, by elimination with row exchanges. */
function solve(rows, size) {
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let r = i + 1; r < size; r++) if (Math.abs(rows[r][i]) > Math.abs(rows[pivot][i])) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let r = i + 1; r < size; r++) {
      const factor = rows[r][i] / rows[i][i];
      for (let j = i; j <= size; j++) rows[r][j] -= factor * rows[i][j];
    }
  }
  const found = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = rows[i][size];
    for (let j = i + 1; j < size; j++) sum -= rows[i][j] * found[j];
    found[i] = sum / rows[i][i];
  }
  return found;
}
