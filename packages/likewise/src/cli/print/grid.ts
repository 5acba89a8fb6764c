/** A table of text that can be printed for people, as CSV, Markdown and LaTeX. */

import { csvLine } from '../../words/csv.ts';
import { latex } from './latex.ts';
import type { Output } from './output.ts';
import { type Column, table, visible } from './table.ts';

export type Format = 'text' | 'csv' | 'markdown' | 'latex';

export interface Grid<Row> {
  /** A sentence above it. */
  readonly title?: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

export function printed<Row>({ title, columns, rows }: Grid<Row>, format: Exclude<Format, 'csv'>, output: Output): string {
  const body = format === 'text' ? table(output, rows, columns) : format === 'latex' ? latex(columns, rows) : markdown(columns, rows);
  return title === undefined ? body : `${commented(title, format)}\n${format === 'text' ? '' : '\n'}${body}`;
}

/** What stands beside a table: in LaTeX a comment, so that all of it can be pasted. */
export const commented = (text: string, format: Exclude<Format, 'csv'>): string =>
  format === 'latex' ? `% ${text}` : format === 'markdown' ? text.replaceAll('*', '\\*') : text;

export const csv = <Row>({ columns, rows }: Grid<Row>): string =>
  [columns.map(({ heading }) => heading), ...rows.map((row, r) => columns.map(({ cell }) => cell(row, r)))]
    .map((cells) => csvLine(cells))
    .join('');

function markdown<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => visible(cell.trim()).replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(columns.map(({ heading }) => heading)),
    `|${columns.map(({ align }) => (align === 'right' ? ' ---: |' : ' --- |')).join('')}`,
    ...rows.map((row, r) => line(columns.map(({ cell }) => cell(row, r)))),
  ].join('\n');
}
