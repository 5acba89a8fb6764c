/** An evaluation on stdout: as text, as one CSV, as Markdown or LaTeX. */
import type { Report } from '@likewise/core';
import { whole } from '../../words/numbers.ts';
import { commented, csv, type Format, printed } from './grid.ts';
import type { Output } from './output.ts';
import { agingGrid } from './report-aging.ts';
import { exposureGrids, groupGrids } from './report-groups.ts';
import { legendOf } from './report-notes.ts';
import { differencesGrid, figuresGrid, overlapGrid, partsGrid, reportCsv } from './report-table.ts';

export function printReport(report: Report, notes: readonly string[], format: Format, output: Output): void {
  if (format === 'csv') {
    output.print(csv(reportCsv(report)).trimEnd());
    return;
  }
  output.print(`${commented(dataLine(report), format)}\n`);
  output.print(printed(figuresGrid(report), format, output));
  const [differences, overlap, parts] = [differencesGrid(report), overlapGrid(report), partsGrid(report)];
  if (differences !== undefined) output.print(`\n${printed(differences, format, output)}`);
  if (overlap !== undefined) output.print(`\n${printed(overlap, format, output)}`);
  const aging = agingGrid(report);
  if (aging !== undefined) output.print(`\n${printed(aging, format, output)}`);
  for (const grid of groupGrids(report)) output.print(`\n${printed(grid, format, output)}`);
  for (const grid of exposureGrids(report)) output.print(`\n${printed(grid, format, output)}`);
  if (parts !== undefined) output.print(`\n${printed(parts, format, output)}`);
  for (const note of [legendOf(report), ...notes]) output.print(`\n${commented(note, format)}`);
}

const dataLine = ({ data, split }: Report): string =>
  `${whole(data.users)} users, ${whole(data.items)} items, ${whole(data.train)} for training, ${whole(data.test)} for the test; split ${split}`;
