/** An evaluation as a table for people. */
import { metricEntry, type Report, type ReportRow } from '@likewise/core';
import { seconds } from '../../words/numbers.ts';
import type { Output } from './output.ts';
import { flexible, right, table } from './table.ts';

/** Figures with half the width of their 95 % interval; the best of each column is marked. */
export function reportTable(report: Report, output: Output): string {
  const metrics = metricNames(report);
  const best = new Map(metrics.map((metric) => [metric, bestFigure(metric, report.rows)]));
  const time = (value: number | undefined): string => (value === undefined ? '' : seconds(value));
  return table(output, report.rows, [
    flexible('model', ({ model }) => model),
    ...metrics.map((metric) => right(metric, (row: ReportRow) => figureText(row, metric, best.get(metric)))),
    right('fit', ({ fitSeconds }) => time(fitSeconds)),
    right('score', ({ scoreSeconds }) => time(scoreSeconds)),
  ]);
}

/** What a reader must know to trust the table. */
export function reportNotes({ rows, candidates, relevant, context }: Report): readonly string[] {
  const notes = [
    `± is half of the 95 % interval over people; lists are chosen from the ${candidates}; relevant: ${relevant}.${rows.length > 1 ? ' * best of its column.' : ''}`,
  ];
  if (context !== undefined) notes.push(`${context}; a model without contexts answers a person's questions alike.`);
  const [{ usersLeftOut, usersEvaluated }] = rows;
  if (usersLeftOut > 0)
    notes.push(
      `${usersLeftOut} ${usersLeftOut === 1 ? 'person was' : 'people were'} left out of rankings (nothing relevant in the test part, or nothing to know them by); ${usersEvaluated} were judged.`,
    );
  for (const { model, usersUnanswered, unpredicted, unsupported } of rows) {
    if (usersUnanswered > 0) notes.push(`${model}: no list for ${usersUnanswered} people; they count as nothing right.`);
    if (unpredicted > 0) notes.push(`${model}: no prediction for ${unpredicted} test rows; the mean of the training ratings stood in.`);
    if (unsupported.length > 0) notes.push(`${model} cannot be measured by ${unsupported.join(', ')}.`);
  }
  return notes;
}

/** In the order asked for: that of the row that has the most. */
export function metricNames({ rows }: Report): readonly string[] {
  const names = rows.map(({ metrics }) => Object.keys(metrics));
  return [...new Set(names.sort((a, b) => b.length - a.length).flat())];
}

/** `undefined` where neither direction is better, or nothing is compared. */
export function bestFigure(metric: string, rows: readonly ReportRow[]): number | undefined {
  const figures = rows.map(({ metrics }) => metrics[metric]).filter((figure) => figure !== undefined);
  const { direction } = metricEntry(metric.replace(/ \(.*$/, ''));
  if (figures.length < 2 || direction === 'neither') return undefined;
  return direction === 'higher' ? Math.max(...figures) : Math.min(...figures);
}

function figureText({ metrics, ci }: ReportRow, metric: string, best: number | undefined): string {
  const figure = metrics[metric];
  if (figure === undefined) return '–';
  const interval = ci[metric];
  const spread = interval === undefined ? '' : ` ±${((interval[1] - interval[0]) / 2).toFixed(4)}`;
  return `${figure.toFixed(4)}${spread}${best === undefined ? '' : figure === best ? ' *' : '  '}`;
}
