// Clips the gradients that the test hands over, and answers in JSON.
import { readFileSync } from "node:fs";
import { clipGradients } from "../../docs/assets/figures/core/clip.mjs";

const { grads, longest } = JSON.parse(readFileSync(0, "utf8"));
const length = clipGradients(grads, longest);
process.stdout.write(JSON.stringify({ length, grads }));
