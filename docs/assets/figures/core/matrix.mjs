// What the figures need of linear algebra.

const HALVINGS = 45; // of the range in which an eigenvalue lies: to the last digit that is shown

/**
 * Measures matrices of one size; what it calculates with is made once.
 * @param {number} rows
 * @returns {(parts: ArrayLike<number>[], columns: number) => number} the largest singular value of
 *   matrices side by side, each rows × columns
 */
export function largestSingularValue(rows) {
  const gram = new Float64Array(rows * rows);
  const [diagonal, beside, way, back] = Array.from({ length: 4 }, () => new Float64Array(rows));
  return (parts, columns) => {
    let scale = 0;
    for (const part of parts) scale = Math.max(scale, largest(part));
    if (!(scale > 0) || !Number.isFinite(scale)) return scale;
    gram.fill(0); // becomes M·Mᵀ, with numbers near 1
    for (const part of parts) addGram(part, rows, columns, 1 / (scale * scale), gram);
    toThreeDiagonals(gram, rows, diagonal, beside, way, back);
    return scale * Math.sqrt(largestEigenvalue(diagonal, beside));
  };
}

/** gram += factor · part·partᵀ; half of it is enough, as it is symmetric. */
function addGram(part, rows, columns, factor, gram) {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += part[i * columns + k] * part[j * columns + k];
      gram[i * rows + j] += factor * sum;
    }
}

/**
 * Turn a symmetric matrix, by Householder's mirrors, until it has three diagonals only; its
 * eigenvalues stay. Its lower half is read, and used up. `way` and `back` are room to calculate in.
 */
function toThreeDiagonals(matrix, size, diagonal, beside, way, back) {
  for (let at = 0; at < size; at++) {
    diagonal[at] = matrix[at * size + at];
    let length = 0;
    for (let i = at + 1; i < size; i++) {
      way[i] = matrix[i * size + at];
      length += way[i] * way[i];
    }
    const first = way[at + 1];
    beside[at] = first > 0 ? -Math.sqrt(length) : Math.sqrt(length);
    if (at + 2 >= size) {
      if (at + 1 < size) beside[at] = first;
      continue;
    }
    const weight = length - first * beside[at]; // half the length² of the mirror's axis
    if (!(weight > 0)) continue; // it has three diagonals here already
    way[at + 1] -= beside[at];
    back.fill(0, at + 1);
    for (let i = at + 1; i < size; i++) {
      let sum = matrix[i * size + i] * way[i];
      for (let j = at + 1; j < i; j++) {
        const value = matrix[i * size + j];
        sum += value * way[j];
        back[j] += value * way[i];
      }
      back[i] += sum;
    }
    let along = 0;
    for (let i = at + 1; i < size; i++) along += (back[i] /= weight) * way[i];
    for (let i = at + 1; i < size; i++) back[i] -= (along / (2 * weight)) * way[i];
    for (let i = at + 1; i < size; i++)
      for (let j = at + 1; j <= i; j++)
        matrix[i * size + j] -= way[i] * back[j] + back[i] * way[j];
  }
}

/** Of a symmetric matrix with three diagonals, by halving the range in which it lies. */
function largestEigenvalue(diagonal, beside) {
  const size = diagonal.length;
  let [low, high] = [-Infinity, 0];
  for (let i = 0; i < size; i++) {
    const around = (i ? Math.abs(beside[i - 1]) : 0) + (i < size - 1 ? Math.abs(beside[i]) : 0);
    low = Math.max(low, diagonal[i]);
    high = Math.max(high, diagonal[i] + around);
  }
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    isAboveAll(middle, diagonal, beside) ? (high = middle) : (low = middle);
  }
  return high;
}

/** Whether a number is larger than all eigenvalues. */
function isAboveAll(number, diagonal, beside) {
  let pivot = diagonal[0] - number;
  for (let i = 1; i < diagonal.length && pivot < 0; i++)
    pivot = diagonal[i] - number - (beside[i - 1] * beside[i - 1]) / pivot;
  return pivot < 0;
}

function largest(numbers) {
  let most = 0;
  for (let i = 0; i < numbers.length; i++)
    if (!(Math.abs(numbers[i]) <= most)) most = Math.abs(numbers[i]);
  return most;
}
