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
