// What code has drawn with the pictures that stand in for matplotlib's: a chart of the site's own.

import { Chart } from "../figures/ui/chart.mjs";
import { el } from "../figures/ui/dom.mjs";

const AIR = 0.05; // above and below the lines, as a part of the height

/**
 * Draw lines over axes.
 * @param {{axes: {x: string, y: string, log: boolean}, series: any[], words: string}} chart
 *   `words` say what is seen
 */
export function drawn({ axes, series, words }) {
  const points = series.flatMap((one) => one.points);
  const x = range(points.map(([x]) => x));
  const heights = points.map(([, y]) => y);
  const y = axes.log ? range(heights.map(Math.log10), AIR).map((y) => 10 ** y) : range(heights, AIR);
  const chart = new Chart({ ...axes, height: "13rem" });
  chart.draw(series, { x, y, label: words });
  return el("div", { class: "rnn-live rnn-run-chart" }, chart.element);
}

function range(numbers, air = 0) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const more = air * (high - low) || (high === low ? 1 : 0);
  return [low - more, high + more];
}
