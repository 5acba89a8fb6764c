/** What the cells of a column look like, by the first rows of a file. */
import { kindOf, numberIn } from '../cells/cell-values.ts';
import { isWrittenMoment } from './written-moments.ts';

/** Rows from which a column that counts 1, 2, 3 … is taken for row numbers, and one that never changes for no value. */
const TELLING_ROWS = 8;
/** Characters of a cell, on average, from which a column is prose. */
const PROSE = 60;

export interface ColumnEvidence {
  readonly cells: readonly string[];
  /** Shares of the cells that are not empty. */
  readonly numbers: number;
  readonly moments: number;
  readonly filled: number;
  readonly distinct: number;
  /** Some number is no whole number: 4.5, a price, a latitude. */
  readonly fractions: boolean;
  /** Counts up by one from row to row. */
  readonly counts: boolean;
  /** Largest number; −Infinity without numbers. */
  readonly largest: number;
  readonly smallest: number;
  readonly prose: boolean;
  /** Cells are lists, such as ["tea","jam"]. */
  readonly lists: boolean;
}

export function evidenceOf(sample: readonly (readonly string[])[], position: number): ColumnEvidence {
  const cells = sample.map((row) => row[position] ?? '');
  const filled = cells.filter((cell) => cell !== '');
  const share = (is: (cell: string) => boolean): number => filled.filter(is).length / Math.max(1, filled.length);
  const numbers = filled.map((cell) => numberIn(cell.replace(',', '.'))).filter((value) => value !== undefined);
  const counts =
    filled.length >= TELLING_ROWS &&
    numbers.length === cells.length &&
    numbers.every((value, row) => row === 0 || value === numbers[row - 1] + 1);
  const lists = filled.length > 0 && filled.every((cell) => cell.startsWith('[') && cell.endsWith(']'));
  return {
    cells,
    numbers: numbers.length / Math.max(1, filled.length),
    moments: share((cell) => /\d{4}|:/.test(cell) && isWrittenMoment(cell)),
    filled: filled.length,
    distinct: new Set(filled).size,
    fractions: numbers.some((value) => !Number.isInteger(value)),
    counts,
    largest: Math.max(Number.NEGATIVE_INFINITY, ...numbers),
    smallest: Math.min(Number.POSITIVE_INFINITY, ...numbers),
    lists,
    prose: !lists && filled.reduce((sum, cell) => sum + cell.length, 0) > PROSE * Math.max(1, filled.length),
  };
}

/** Never a user or an item: moments, prices, coordinates, sentences, nothing at all. */
export const isNoId = ({ filled, moments, numbers, fractions, prose, cells }: ColumnEvidence): boolean =>
  filled === 0 || moments > 0.5 || (fractions && numbers > 0.9) || prose || cells.every(isTruth);

/** A Unix time: every cell lies between 1985 and 2100, in seconds, milli-, micro- or nanoseconds. */
export function areUnixTimes({ numbers, largest, smallest }: ColumnEvidence): boolean {
  return numbers === 1 && [1, 1e3, 1e6, 1e9].some((unit) => smallest >= 4.7e8 * unit && largest <= 4.1e9 * unit);
}

const isTruth = (cell: string): boolean => /^(true|false|yes|no)$/i.test(cell);

/** Few numbers of a scale, such as 1 to 5 or 0.5 to 10: four or more of them. */
export const isScale = ({ numbers, distinct, filled, smallest, largest, counts }: ColumnEvidence): boolean =>
  numbers === 1 && !counts && filled >= TELLING_ROWS && distinct >= 4 && distinct <= 21 && smallest >= -10 && largest <= 10;

/** 0 and 1, or true and false. */
export const isLabel = ({ cells, distinct }: ColumnEvidence): boolean =>
  distinct === 2 && (cells.every((cell) => cell === '0' || cell === '1') || cells.every(isTruth));

/** One of two columns beside each other that give latitude and longitude, in any order. */
export function areCoordinates(one: ColumnEvidence | undefined, other: ColumnEvidence | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const within = ({ smallest, largest }: ColumnEvidence, bound: number): boolean => smallest >= -bound && largest <= bound;
  const precise = ({ numbers, cells }: ColumnEvidence): boolean =>
    numbers === 1 && cells.filter((cell) => /\.\d{3,}$/.test(cell)).length > cells.length / 2;
  if (!precise(one) || !precise(other)) return false;
  return (within(one, 90) && within(other, 180)) || (within(one, 180) && within(other, 90));
}

/** Says the same in all rows of an item, of which some came several times: what it tells is told of the item, not of who met it. */
export function follows(column: ColumnEvidence, item: ColumnEvidence): boolean {
  const seen = new Map<string, string>();
  let again = 0;
  for (const [row, id] of item.cells.entries()) {
    const before = seen.get(id);
    if (before === undefined) seen.set(id, column.cells[row]);
    else if (before !== column.cells[row]) return false;
    else again++;
  }
  return again >= 3;
}

/** The same in every row of many. */
export const isConstant = ({ filled, distinct }: ColumnEvidence): boolean => distinct === 1 && filled >= TELLING_ROWS;

/** Most cells are numbers: a value with faults is a value, and its faults are refused by line. */
export const isMostlyNumbers = ({ cells }: ColumnEvidence): boolean => mostly(cells, (cell) => kindOf(cell) === 'number');

/** More than half of the cells that are not empty. */
export function mostly(cells: readonly string[], is: (cell: string) => boolean): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return filled.filter(is).length > filled.length / 2;
}
