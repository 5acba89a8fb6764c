/** Tables that line up, also with Chinese titles and emoji. */
import type { Output } from './output.ts';

export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row, position: number) => string;
  readonly align?: 'left' | 'right';
  /** Gives way first where the terminal is narrow: its cells are cut, or go on in the next line. */
  readonly flexible?: 'cut' | 'wrapped';
}

type Cell<Row> = Column<Row>['cell'];
export const left = <Row>(heading: string, cell: Cell<Row>): Column<Row> => ({ heading, cell });
export const right = <Row>(heading: string, cell: Cell<Row>): Column<Row> => ({ heading, cell, align: 'right' });
export const flexible = <Row>(heading: string, cell: Cell<Row>): Column<Row> => ({ heading, cell, flexible: 'cut' });
/** For sentences and reasons: what is said must be read whole. */
export const wrapped = <Row>(heading: string, cell: Cell<Row>): Column<Row> => ({ heading, cell, flexible: 'wrapped' });
/** The place in a list, from 1. */
export const place: Column<unknown> = right('#', (_, position) => String(position + 1));

const gap = 2;
const narrowest = { cut: 8, wrapped: 24 };

/** Lines of a table with a heading; cells are cut or wrapped only where a terminal is too narrow. Columns that are `false` or `undefined` are left out. */
export function table<Row>(output: Output, rows: readonly Row[], wanted: readonly (Column<Row> | false | undefined)[]): string {
  const columns = wanted.filter((column) => column !== undefined && column !== false);
  const cells = rows.map((row, position) => columns.map(({ cell }) => visible(cell(row, position))));
  const widths = columns.map((column, c) => Math.max(width(column.heading), ...cells.map((row) => width(row[c]))));
  if (output.columns !== undefined) shrink(columns, widths, output.columns);
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, c) => padded(cut(row[c], widths[c]), widths[c], align))
      .join(' '.repeat(gap))
      .trimEnd();
  const lines = (row: readonly string[]): string[] => {
    const parts = row.map((cell, c) => (columns[c].flexible === 'wrapped' ? wrappedAt(cell, widths[c]) : [cell]));
    const height = Math.max(...parts.map((part) => part.length));
    return Array.from({ length: height }, (_, l) => line(parts.map((part) => part[l] ?? '')));
  };
  return [output.bold(line(columns.map((column) => column.heading))), ...cells.flatMap(lines)].join('\n');
}

/** Lines no wider than `to`, broken at blanks; a word that is wider is broken where it must be. */
function wrappedAt(text: string, to: number): string[] {
  if (width(text) <= to) return [text];
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) <= to) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    while (width(word) > to) {
      const start = startOf(word, to);
      lines.push(start);
      word = word.slice(start.length);
    }
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

/** `label  value` lines, labels to the left; a line without a value is left out. */
export function pairs(output: Output, lines: readonly (readonly [label: string, value: string | undefined])[]): string {
  const rows = lines.filter(([, value]) => value !== undefined);
  const labelWidth = Math.max(...rows.map(([label]) => width(label)));
  return rows.map(([label, value]) => `${output.dim(padded(label, labelWidth))}${' '.repeat(gap)}${value}`).join('\n');
}

function shrink(columns: readonly Pick<Column<never>, 'flexible'>[], widths: number[], available: number): void {
  let excess = widths.reduce((sum, w) => sum + w + gap, -gap) - available;
  for (let c = columns.length - 1; c >= 0 && excess > 0; c--) {
    const { flexible: gives } = columns[c];
    if (gives === undefined) continue;
    const taken = Math.min(excess, Math.max(0, widths[c] - narrowest[gives]));
    widths[c] -= taken;
    excess -= taken;
  }
}

function padded(text: string, to: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, to - width(text)));
  return align === 'right' ? fill + text : text + fill;
}

const cut = (text: string, to: number): string => (width(text) <= to ? text : `${startOf(text, to - 1)}…`);

/** As much of the text as fits, at least one character. */
function startOf(text: string, to: number): string {
  let kept = '';
  let used = 0;
  for (const cluster of clusters(text)) {
    used += clusterWidth(cluster);
    if (used > to && kept !== '') break;
    kept += cluster;
  }
  return kept;
}

/** Control characters as pictures: an id with a line break must not break the table, nor one with an escape the terminal. */
export function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (c) => {
    const code = c.codePointAt(0) as number;
    return c === '\n' ? '⏎' : code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '␡' : '�';
  });
}

/** Cells that the text takes on a terminal. */
export function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let cells = 0;
  for (const cluster of clusters(text)) cells += clusterWidth(cluster);
  return cells;
}

let segmenter: Intl.Segmenter | undefined;
function* clusters(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** Wide by UAX 11: ideographs, kana, hangul, full-width forms; and emoji. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|^\p{Extended_Pictographic}\ufe0f/u;

function clusterWidth(cluster: string): number {
  if (wide.test(cluster)) return 2;
  return /^[\p{Mn}\p{Me}\p{Cf}]+$/u.test(cluster) ? 0 : 1;
}
