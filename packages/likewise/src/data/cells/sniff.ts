/** How a text file is laid out, judged by its first rows: the separator, and whether the first line is a header. */
import { LikewiseError } from '@likewise/core';
import { type OpenOptions, SAMPLE_ROWS } from './cell-table.ts';
import { kindOf } from './cell-values.ts';
import { isKnownName, plainName, roleInName, roleNamed } from './column-names.ts';
import { RowSplitter } from './delimited-rows.ts';

/** In order of preference where several separate equally well. */
const candidates = ['\t', '::', ',', ';', '|', ' '] as const;
export interface Layout {
  readonly delimiter: string;
  readonly quoted: boolean;
  /** Whether quotes within quotes are written as \". */
  readonly backslash: boolean;
  /** The first rows as text, the header among them. */
  readonly sample: readonly (readonly string[])[];
}

const words = new Map(
  Object.entries({ tab: '\t', '\\t': '\t', comma: ',', semicolon: ';', pipe: '|', space: ' ', blank: ' ', blanks: ' ', colons: '::' }),
);

/** What messages call a separator. */
export const delimiterName = (delimiter: string): string =>
  ['tab', 'space', 'comma'].find((name) => words.get(name) === delimiter) ?? delimiter;

/** @throws LikewiseError `invalid-delimiter` */
export function delimiterNamed(given: string): string {
  const delimiter = words.get(given.toLowerCase()) ?? given;
  if (delimiter === '' || /["\r\n]/.test(delimiter)) {
    throw new LikewiseError(
      'invalid-delimiter',
      `--delimiter must be one or more characters other than quotes and line breaks, or tab, comma, semicolon, pipe, space; got ${JSON.stringify(given.slice(0, 40))}.`,
      { delimiter: given },
    );
  }
  return delimiter;
}

/** `head`: the start of the file; `complete`: whether it is all of it. */
export function sniffLayout(name: string, head: Buffer, complete: boolean, stated: string | undefined, ragged: boolean): Layout {
  const layoutWith = (delimiter: string): Layout => layoutOf(name, head, complete, delimiter);
  if (stated !== undefined) return layoutWith(stated);
  let best: { layout: Layout; agreement: number; width: number } | undefined;
  for (const delimiter of candidates) {
    const layout = layoutWith(delimiter);
    const { sample } = layout;
    const width = ragged ? Math.max(0, ...sample.map((row) => row.length)) : (sample[0]?.length ?? 0);
    if (width < 2 || (delimiter === ' ' && (best !== undefined || !separatedByBlanks(sample, ragged)))) continue;
    const agreement = sample.filter((row) => (ragged ? row.length > 1 : row.length === width)).length / sample.length;
    if (best === undefined || agreement > best.agreement || (agreement === best.agreement && width > best.width))
      best = { layout, agreement, width };
  }
  return best?.layout ?? layoutWith(',');
}

function layoutOf(name: string, head: Buffer, complete: boolean, delimiter: string): Layout {
  const quoted = delimiter !== ' ' && delimiter.length === 1;
  const bytes = Buffer.concat([head, Buffer.alloc(1)]);
  const splitter = new RowSplitter({ name, delimiter: Buffer.from(delimiter), quoted, ragged: true });
  try {
    splitter.split(bytes, head.length, complete);
  } catch {
    // A separator that does not fit may leave a quote open; the reading itself will say so if it is the right one.
  }
  let slot = 0;
  const sample = splitter.counts.slice(0, SAMPLE_ROWS).map((cells) =>
    Array.from({ length: cells }, () => {
      slot += 2;
      return bytes.toString('utf8', splitter.bounds[slot - 2], splitter.bounds[slot - 1]);
    }),
  );
  return { delimiter, quoted, backslash: splitter.backslash, sample };
}

/** Blanks separate only numbers (edge lists, FilmTrust) or a header of known names: titles contain blanks too. */
function separatedByBlanks(sample: readonly (readonly string[])[], ragged: boolean): boolean {
  const first = sample[0];
  if (ragged) return sample.every((row) => row.every((cell) => /^\d+$/.test(cell)));
  if (first.filter(isKnownName).length >= 2) return true;
  return sample.every((row) => row.length === first.length && row.slice(0, 2).every((cell) => /^\d+$/.test(cell)));
}

/**
 * Whether the first row names the columns: it holds names we know, begins with id, or has a cell that differs in kind from the column below
 * (a word above numbers or times); unless `stated` says or judges it.
 */
export function hasHeader(sample: Layout['sample'], stated: OpenOptions['header']): boolean {
  if (typeof stated === 'boolean') return stated;
  if (typeof stated === 'function') return stated(sample);
  const [first, ...below] = sample;
  if (first === undefined) return false;
  const named = first.filter(isKnownName);
  if (stated === 'known-names') return named.length === first.length;
  const distinctRoles = new Set(named.map((cell) => roleNamed(cell)?.role));
  if (distinctRoles.has('user') && distinctRoles.has('item')) return true;
  if (named.length === first.length && distinctRoles.size === first.length) return true;
  if (namesInWords(first, below)) return true;
  // Files about users or items whose columns are all words.
  if (plainName(first[0]) === 'id' && below.length > 0 && below.every(([cell]) => plainName(cell ?? '') !== 'id')) return true;
  if (isIndexed(first, below)) return true;
  return first.some((cell, position) => {
    const kind = kindOf(cell);
    if (kind === 'number' || kind === 'moment') return false;
    const column = below.map((row) => row[position] ?? '').filter((other) => other !== '');
    if (column.length === 0) return false;
    if (isKnownName(cell) && !column.includes(cell) && position < 2) return true;
    return kind === 'text' && column.every((other) => kindOf(other) !== 'text');
  });
}

/** Two roles or more by the words in names without blanks or digits, none of which comes again in its column. */
function namesInWords(first: readonly string[], below: Layout['sample']): boolean {
  const found = first.flatMap((cell, position) => {
    const known = /[\s\d]/.test(cell) ? undefined : roleInName(cell);
    return known === undefined || below.some((row) => row[position] === cell) ? [] : [known.role];
  });
  return new Set(found).size >= 2;
}

/** The corner is empty, and each row below begins with its name: a table written with its index. */
function isIndexed(first: readonly string[], below: Layout['sample']): boolean {
  const names = first.slice(1);
  if (first[0] !== '' || names.length < 2 || below.length === 0 || names.includes('') || new Set(names).size < names.length) return false;
  return below.every((row) => (row[0] ?? '') !== '');
}
