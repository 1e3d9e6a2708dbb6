// What of lines and dots lies within a plot, and which powers an axis shows, in JSON.
import { readFileSync } from "node:fs";
import { powers } from "../../docs/assets/figures/ui/chart.mjs";
import { cut, inside } from "../../docs/assets/figures/ui/line.mjs";

const { lines, ranges } = JSON.parse(readFileSync(0, "utf8"));
const points = (line) => line.map((height, x) => [x, height ?? NaN]);
process.stdout.write(JSON.stringify({
  lines: lines.map((line) => cut(points(line))),
  dots: lines.map((line) => inside(points(line))),
  powers: ranges.map(powers),
}));
