// What the figures need of linear algebra.

const SQUARINGS = 9; // 2⁹ rounds of power iteration at once, so that near ties are settled

/**
 * The largest singular value of matrices side by side.
 * @param {ArrayLike<number>[]} parts each rows × columns
 */
export function largestSingularValue(parts, rows, columns) {
  const scale = Math.max(...parts.map(largest));
  if (!(scale > 0) || !Number.isFinite(scale)) return scale;
  const gram = new Float64Array(rows * rows); // M·Mᵀ, with numbers near 1
  for (const part of parts)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < columns; k++) sum += part[i * columns + k] * part[j * columns + k];
        gram[j * rows + i] = gram[i * rows + j] += sum / scale / scale;
      }
  let power = gram;
  for (let round = 0; round < SQUARINGS; round++) power = squared(power, rows);
  // Its longest column points the way; how much the gram stretches it is the answer.
  let best = 0;
  for (let i = 1; i < rows; i++) if (power[i * rows + i] > power[best * rows + best]) best = i;
  const way = power.subarray(best * rows, (best + 1) * rows);
  let [top, below] = [0, 0];
  for (let i = 0; i < rows; i++) {
    below += way[i] * way[i];
    for (let j = 0; j < rows; j++) top += way[i] * gram[i * rows + j] * way[j];
  }
  return scale * Math.sqrt(top / below);
}

/** Square a symmetric matrix, and bring its numbers back to 1. */
function squared(matrix, size) {
  const out = new Float64Array(size * size);
  const scale = largest(matrix);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += matrix[i * size + k] * matrix[j * size + k];
      out[i * size + j] = out[j * size + i] = sum / scale / scale;
    }
  return out;
}

function largest(numbers) {
  let most = 0;
  for (const value of numbers) if (!(Math.abs(value) <= most)) most = Math.abs(value);
  return most;
}
