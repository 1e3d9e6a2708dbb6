// What settings make of texts, in JSON: undefined is told as null.
import { readFileSync } from "node:fs";
import { schedule } from "../../docs/assets/figures/ui/state.mjs";

const { rates } = JSON.parse(readFileSync(0, "utf8"));
const setting = schedule([[0, 0.01]], [0.003, 0.01, 0.1], 1000, 3);
const read = (text) => setting.read(text) ?? null;
const written = (parts) => parts && setting.write(parts);
const found = rates.map(read);
process.stdout.write(JSON.stringify({ rates: found, written: found.map(written) }));
