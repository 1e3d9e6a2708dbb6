// What the figures need of linear algebra.

const ROUNDS = 100;

/**
 * The largest singular value of matrices side by side, by power iteration on MᵀM.
 * @param {ArrayLike<number>[]} parts each rows × columns
 */
export function largestSingularValue(parts, rows, columns) {
  const scale = Math.max(...parts.map((part) => part.reduce((most, v) => Math.max(most, Math.abs(v)), 0)));
  if (!(scale > 0) || !Number.isFinite(scale)) return scale;
  const matrix = parts.map((part) => part.map((value) => value / scale)); // squares stay in range
  // No single direction to start from is safe, so begin with uneven numbers.
  let right = parts.map(() => Float64Array.from({ length: columns }, (_, i) => 1 + Math.sin(7 * i + 1)));
  let length = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const left = new Float64Array(rows);
    matrix.forEach((part, p) => {
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) left[i] += part[i * columns + j] * right[p][j];
    });
    right = matrix.map((part) => {
      const sums = new Float64Array(columns);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) sums[j] += part[i * columns + j] * left[i];
      return sums;
    });
    const before = length;
    length = Math.hypot(...right.map((part) => Math.hypot(...part)));
    if (!length) return 0;
    for (const part of right) for (let j = 0; j < columns; j++) part[j] /= length;
    if (Math.abs(length - before) <= 1e-9 * length) break;
  }
  return scale * Math.sqrt(length);
}
