/** Dense matrices in text: whether a table is one, what names its rows and columns have, and which number stands for nothing. */
import { numberIn } from '../../cells/cell-values.ts';
import { plainName, roleInName } from '../../cells/column-names.ts';
import { areUnixTimes, evidenceOf, isConstant, isLabel, isScale } from '../column-evidence.ts';

type Sample = readonly (readonly string[])[];

/** Numbers that stand for "no rating" in the files of others. */
const marks = [-1, 99, 255, 0] as const;
/** Columns looked at, of each of the first rows. */
export const LOOKED_AT = 200;
/** Rows or columns from which a run 0, 1, 2 … or 1, 2, 3 … is a numbering. */
const NUMBERED = 6;

export const isNothing = (cell: string): boolean => /^(?:nan|na|null|)$/i.test(cell);
const isNumber = (cell: string): boolean => numberIn(cell) !== undefined;
const isCell = (cell: string): boolean => isNothing(cell) || isNumber(cell);

/** Whether the first row names the columns. `words`: what stands for no rating. */
export function hasColumnNames([first = [], ...below]: Sample, words: readonly unknown[] = []): boolean {
  const [corner, ...names] = first;
  if (names.length === 0) return false;
  if (corner === '' && names.every((name) => name !== '')) return true;
  if (names.some((name) => !isCell(name) && !words.includes(name))) return true;
  if (isNumbering(first) || (!isNumber(corner) && isNumbering(names))) return true;
  // Numbers that are names: each another, and above whatever the cells hold.
  const values = below.flatMap((row) => row.slice(1, LOOKED_AT).flatMap((cell) => numberIn(cell) ?? []));
  const largest = Math.max(Number.NEGATIVE_INFINITY, ...values);
  const distinct = new Set(names).size === names.length && names.every((name) => /^\d+$/.test(name));
  return !isNumber(corner) && distinct && names.some((name) => Number(name) > largest);
}

/** Whether the first column names the rows. `words`: what stands for no rating. */
export function hasRowNames(names: readonly string[] | undefined, sample: Sample, words: readonly unknown[] = []): boolean {
  const corner = names?.[0];
  const cells = sample.map((row) => row[0] ?? '');
  if (cells.some((cell) => !isCell(cell) && !words.includes(cell))) return true;
  if (corner === '') return true;
  const distinct = !cells.includes('') && new Set(cells).size === cells.length;
  if (corner !== undefined && distinct && isRowsName(corner)) return true;
  if (isNumbering(cells)) return true;
  const others = sample.flatMap((row) => row.slice(1, LOOKED_AT).flatMap((cell) => numberIn(cell) ?? []));
  const most = Math.max(...others);
  return distinct && cells.length >= NUMBERED && cells.every((cell) => /^\d+$/.test(cell) && Number(cell) > most);
}

/** A name of people, or of numbers of things: "film" alone may be one of the items. */
const isRowsName = (name: string): boolean => {
  const plain = plainName(name);
  return /^(?:id|index|row|unnamed0|item)$/.test(plain) || roleInName(name)?.role === 'user' || (isIdName(name) && plain.endsWith('id'));
};

const isIdName = (name: string): boolean => ['user', 'item'].includes(roleInName(name)?.role ?? '');

/** 0, 1, 2 … or 1, 2, 3 …, far enough to be no chance. */
const isNumbering = (cells: readonly string[]): boolean =>
  cells.length >= NUMBERED && [0, 1].some((from) => cells.every((cell, place) => cell === String(from + place)));

/** The mark that seems to stand for "no rating", and how many of the cells it fills; `undefined` without one. */
export function likelyMissing(
  cells: readonly string[],
): { readonly mark: number; readonly share: number; readonly rest: readonly [number, number] } | undefined {
  const values = cells.flatMap((cell) => numberIn(cell) ?? []);
  for (const mark of marks) {
    const rest = values.filter((value) => value !== mark);
    const share = 1 - rest.length / Math.max(1, values.length);
    if (share < 0.05 || rest.length === 0) continue;
    const [least, most] = [Math.min(...rest), Math.max(...rest)];
    // Off the scale of the others, or their whole neighborhood is empty.
    const apart = mark === 0 ? least > 0 && share > 0.2 : mark < least || mark > 2 * Math.max(most, 10);
    if (apart) return { mark, share, rest: [least, most] };
  }
  return undefined;
}

/** Columns from which numbers alone, without names, are a matrix whatever they hold; fewer must lie on one scale. */
const WIDE = 12;
const NARROW = 6;
const SCALE = 20;

/** Whether a table that nobody called one is a matrix: no name tells a role but that of its first column, and behind it stand numbers alone. */
export function looksLikeMatrix(names: readonly string[] | undefined, sample: Sample, width: number): boolean {
  if (width < 3 || sample.length === 0) return false;
  if (names?.slice(1).some((name) => roleInName(name) !== undefined)) return false;
  const looked = sample.map((row) => row.slice(1, LOOKED_AT));
  if (!looked.every((row) => row.every(isCell))) return width >= LOOKED_AT && names === undefined;
  const corner = names?.[0];
  if (corner !== undefined)
    return corner === '' || /^unnamed0$/.test(plainName(corner)) || (isIdName(corner) && width >= NARROW) || width >= WIDE;
  if (width >= WIDE || isMarked(sample)) return true;
  const values = looked.flat().flatMap((cell) => numberIn(cell) ?? []);
  const mark = likelyMissing(looked.flat())?.mark;
  const rest = values.filter((value) => value !== mark);
  return width >= NARROW && Math.max(...rest) - Math.min(...rest) <= SCALE;
}

/** Without a header, six whole numbers or more a line, and no column behind the first is a scale, a time or always the same: lists of items. */
export function looksLikeLists(names: readonly string[] | undefined, sample: Sample, width: number): boolean {
  if (names !== undefined || width < NARROW || width > LOOKED_AT || sample.length < NARROW) return false;
  if (!sample.every((row) => row.every((cell) => /^\d+$/.test(cell)))) return false;
  return Array.from({ length: width - 1 }, (_, column) => evidenceOf(sample, column + 1)).every(
    (evidence) => !isScale(evidence) && !isLabel(evidence) && !isConstant(evidence) && !areUnixTimes(evidence) && evidence.largest > 20,
  );
}

/** Without a header: -1, 99 or 255 stands for nothing in a good part of the cells, in the first two columns too, where ids would be. */
function isMarked(sample: Sample): boolean {
  const { mark = 0, share = 0 } =
    sample[0].length < 4 || !sample.every((row) => row.every(isCell)) ? {} : (likelyMissing(sample.flat()) ?? {});
  return mark !== 0 && share > 0.2 && [0, 1].every((column) => sample.some((row) => Number(row[column]) === mark));
}

/** Jester: the first number of each row counts its cells that are not 99. */
export const countsItsCells = (names: readonly string[] | undefined, sample: Sample): boolean =>
  names === undefined &&
  sample.length >= 2 &&
  sample[0].length >= 4 &&
  sample.some((row) => row.includes('99')) &&
  sample.every((row) => row.every(isNumber) && ratedCells(row) === Number(row[0]));

export const ratedCells = (row: readonly string[]): number => row.slice(1).filter((cell) => Number(cell) !== 99).length;
