/** What an example of the notebooks is written with: where the data lie, rows with their bands, tables, plots. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, shown } from './runner/bands.mjs';

export { atLeast, atMost, band, between, exact, within } from './runner/bands.mjs';

/** A file of the data folder, `data('ml-100k/u.data.gz')`. */
export function data(file) {
  const folder = process.env.LIKEWISE_DATA_DIR;
  if (!folder) throw new Error('set LIKEWISE_DATA_DIR to the folder of the data sets (ml-100k, ml-1m, …).');
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`no ${file} in the folder that LIKEWISE_DATA_DIR names.`);
  return path;
}

/** One line of docs/notebooks.md: prints it, and hands it to `npm run notebooks` where that runs the example. */
export function row(requirement, what, expected, reached) {
  const inside = judge(expected, reached);
  const texts = shown(expected, reached);
  console.log(`${requirement}  ${what}: ${texts.reached} (expected ${texts.expected})${inside ? '' : '  OUT OF ITS BAND'}`);
  process.send?.({ requirement, what, expected, reached });
}

/** Rows of cells below their headings, numbers to the right. */
export function table(headings, rows) {
  const cells = [headings, ...rows].map((line) => line.map(String));
  const widths = headings.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  const isNumber = headings.map((_, column) => rows.every((line) => !Number.isNaN(Number(line[column]))));
  const pad = (text, column) => (isNumber[column] ? text.padStart(widths[column]) : text.padEnd(widths[column]));
  for (const line of cells) console.log(line.map(pad).join('  ').trimEnd());
  console.log('');
}

export const mean = (values) => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};

/** Series of `[x, y]` as lines: `linePlot('a07-training', { title, x: 'step', y: 'loss', series: [{ label, points }] })`. */
export const linePlot = (name, chart) => keep(name, async () => (await import('./runner/plots.mjs')).lines(chart));

/** Labelled points: `points: { x, y, label?, group? }[]`. */
export const dotPlot = (name, chart) => keep(name, async () => (await import('./runner/plots.mjs')).dots(chart));

/** Any other: `options(Plot, colors)` gives what Observable Plot draws; `legend` names the colors in their order. */
export const freePlot = (name, chart) => keep(name, async () => (await import('./runner/plots.mjs')).drawn(chart));

async function keep(name, draw) {
  const folder = process.env.LIKEWISE_PLOTS;
  if (!folder) return console.log(`(plot ${name}: set LIKEWISE_PLOTS to a folder to have it drawn)`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.svg`), await draw());
}
