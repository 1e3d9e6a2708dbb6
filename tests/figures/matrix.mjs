// Measures the matrices that the test hands over, each in parts side by side, and answers in JSON.
import { readFileSync } from "node:fs";
import { largestSingularValue } from "../../docs/assets/figures/core/matrix.mjs";

const { rows, matrices } = JSON.parse(readFileSync(0, "utf8"));
const measure = largestSingularValue(rows);
process.stdout.write(JSON.stringify(matrices.map((parts) =>
  measure(parts.map((part) => part.flat()), parts[0][0].length))));
