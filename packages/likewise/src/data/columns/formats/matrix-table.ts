/** A dense matrix of ratings as a table with a row for each of its ratings. */
import { LikewiseError } from '@likewise/core';
import { counted, whole } from '../../../words/numbers.ts';
import type { CellTable } from '../../cells/cell-table.ts';
import { numberIn, shortened } from '../../cells/cell-values.ts';
import {
  countsItsCells,
  hasRowNames,
  isNothing,
  LOOKED_AT,
  likelyMissing,
  looksLikeLists,
  looksLikeMatrix,
  ratedCells,
} from './matrix-layout.ts';
import { unfoldedTable } from './unfolded-table.ts';

export interface MatrixOptions {
  /** What the rows of a matrix are. */
  readonly matrix?: 'users' | 'items' | undefined;
  /** Numbers and words that stand for "no rating"; `empty` for an empty cell, which together with nan, NA and null is none anyway. */
  readonly missing?: readonly (number | string)[] | undefined;
  /** 1 where there is a rating, 0 where not, of the same shape: instead of `missing`. */
  readonly mask?: Mask | undefined;
}

interface Mask {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** From this value on, values are counts and no ratings. */
const highestRating = 100;

/**
 * Users and items are called as header and first column say, where these hold names; else by the place of their row or column, from 0.
 * @throws LikewiseError `invalid-value` for a cell that is no number, `invalid-shape` for a mask of another shape, `missing-mark` where a number
 *   seems to stand for nothing and nobody said whether it does
 */
export function matrixTable(table: CellTable, options: MatrixOptions): CellTable {
  const { file, width, sample } = table;
  const { matrix = 'users', mask } = options;
  const names = table.names;
  const rowNames = hasRowNames(names, sample, options.missing);
  const from = rowNames ? 1 : 0;
  const looked = sample.flatMap((row) => row.slice(from, LOOKED_AT));
  const missing = missingOf(table, options, looked);
  if (mask !== undefined && mask.columns !== width - from) throw shapeOf(file, mask, `${width - from} columns`);
  const odd = mask === undefined ? undefined : Array.prototype.find.call(mask.values, (cell: number) => cell !== 0 && cell !== 1);
  if (odd !== undefined) throw new LikewiseError('invalid-value', `the mask of ${file} must hold 0 and 1; got ${odd}.`, { file });
  const kept = looked.flatMap((cell) => (missing.has(cell) ? [] : (numberIn(cell) ?? [])));
  const isCount = kept.some((value) => value > highestRating) || kept.every((value) => value === kept[0]);
  const count = { rows: 0, ratings: 0, without: 0, again: 0 };
  /** Names of rows: where an index begins again in the next file, two rows would be one. */
  const called = new Set<string>();
  const columns = Array.from({ length: width }, (_, column) => (names === undefined ? String(column - from) : names[column]));
  const value = isCount ? 'weight' : 'rating';
  return unfoldedTable(table, {
    names: matrix === 'users' ? ['user', 'item', value] : ['item', 'user', value],
    notes: () => [
      `a matrix, rows are ${matrix} (${rowNames ? 'named by the first column' : 'called by their place, from 0'}), columns ${matrix === 'users' ? 'items' : 'users'} (${names === undefined ? 'called by their place, from 0' : 'named by the header'}); ${missing.told}`,
      `${whole(count.rows)} × ${whole(width - from)} cells, ${whole(count.ratings)} of them taken${count.without > 0 ? `; ${counted(count.without, 'row')} without any left out` : ''}`,
      ...(count.again > 0
        ? [
            `warning: ${counted(count.again, 'row')} with a name that an earlier row has: they are taken for the same one; name each row once, or take the column of names out`,
          ]
        : []),
    ],
    unfold({ text, number }, row, into) {
      if (row === 0) {
        Object.assign(count, { rows: 0, ratings: 0, without: 0, again: 0 });
        called.clear();
      }
      if (mask !== undefined && row >= mask.rows) throw shapeOf(file, mask, `more than ${mask.rows} rows`);
      count.rows++;
      const before = into.length;
      const name = rowNames ? text(0) : String(row);
      if (rowNames && called.size === called.add(name).size) count.again++;
      for (let column = from; column < width; column++) {
        // Most cells of most matrices are none: that is seen without making text of them.
        if (mask === undefined ? missing.numbers.has(number(column)) : mask.values[row * mask.columns + column - from] === 0) continue;
        const cell = text(column);
        if (mask === undefined && missing.has(cell)) continue;
        if (numberIn(cell) === undefined) throw noNumber(table, row, column, cell);
        into.push(name, columns[column], cell);
      }
      if (into.length === before) count.without++;
      count.ratings += (into.length - before) / 3;
    },
    ended(rows) {
      if (mask !== undefined && rows < mask.rows) throw shapeOf(file, mask, `${rows} rows`);
    },
  });
}

/** Jester: people are the rows and jokes the columns behind the first, both called by their place from 1. */
export function jesterTable(table: CellTable): CellTable | undefined {
  if (!countsItsCells(table.names, table.sample)) return undefined;
  return unfoldedTable(table, {
    names: ['user', 'item', 'rating'],
    notes: () => [
      'laid out as Jester: a row a person, from 1, whose first number counts the ratings; a column a joke, from 1; 99 is no rating',
    ],
    unfold({ text }, row, into) {
      const cells = Array.from({ length: table.width }, (_, column) => text(column));
      for (let column = 1; column < cells.length; column++) {
        if (numberIn(cells[column]) === undefined) throw noNumber(table, row, column, cells[column]);
        if (Number(cells[column]) !== 99) into.push(String(row + 1), String(column), cells[column]);
      }
      if (ratedCells(cells) === Number(cells[0])) return;
      const { text: place, line } = table.where(row);
      const problem = `the first number says ${shortened(cells[0])} ratings, ${ratedCells(cells)} are there; read it with --matrix users`;
      throw new LikewiseError('invalid-cell', `${table.file}, ${place}: ${problem}.`, { file: table.file, line });
    },
  });
}

/** @throws LikewiseError `dense-matrix` for a table that is a matrix, with the flag that reads it, and for lists of one length */
export function refuseMatrix({ file, names, sample, width }: CellTable): void {
  if (looksLikeLists(names, sample, width)) {
    const remedy = 'write one pair a line where they are the items of one user, or say --matrix users where they are ratings';
    throw new LikewiseError(
      'dense-matrix',
      `${file}: ${whole(width)} whole numbers a line are no row of user, item and rating; ${remedy}.`,
      {
        file,
      },
    );
  }
  if (!looksLikeMatrix(names, sample, width)) return;
  const from = hasRowNames(names, sample) ? 1 : 0;
  const mark = likelyMissing(sample.flatMap((row) => row.slice(from, LOOKED_AT)));
  const flags = `--matrix users${mark === undefined ? '' : ` --missing ${mark.mark}`}`;
  const problem = `${whole(width)} columns of numbers${names === undefined ? ' without a header' : ''} are a matrix rather than rows of user, item and rating`;
  const remedy = `read it with ${flags} (or --matrix items, where rows are items)`;
  throw new LikewiseError('dense-matrix', `${file}: ${problem}; ${remedy}.`, { file, flags });
}

/** What is no rating, and how that is told. */
function missingOf({ file }: CellTable, { missing, mask }: MatrixOptions, looked: readonly string[]) {
  const numbers = new Set(missing?.filter((mark) => typeof mark === 'number'));
  const words = new Set(missing?.filter((mark) => typeof mark === 'string'));
  const has = (cell: string): boolean => isNothing(cell) || words.has(cell) || (numbers.size > 0 && numbers.has(Number(cell)));
  if (mask !== undefined) return { has, numbers, told: 'a mask says which are ratings' };
  const told =
    missing === undefined ? 'empty cells are no ratings' : `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} no rating`;
  const likely = missing === undefined ? likelyMissing(looked) : undefined;
  if (likely === undefined) return { has, numbers, told };
  const { mark, share, rest } = likely;
  const problem = `${mark} stands in ${Math.round(100 * share)} % of the cells, the others lie between ${rest[0]} and ${rest[1]}`;
  const remedy = `say --missing ${mark} where it is no rating, --missing empty where it is one`;
  throw new LikewiseError('missing-mark', `${file}: ${problem}; ${remedy}.`, { file, mark });
}

function noNumber(table: CellTable, row: number, column: number, cell: string): LikewiseError {
  const { text, line } = table.where(row);
  const got = shortened(cell, 60);
  const remedy = 'Correct it, or say --missing with what stands for no rating';
  const place = `column ${column + 1}: a cell of a matrix must be a number; got ${JSON.stringify(got)}`;
  return new LikewiseError('invalid-value', `${table.file}, ${text}, ${place}. ${remedy}.`, { file: table.file, line, column: column + 1 });
}

const shapeOf = (file: string, mask: Mask, has: string): LikewiseError =>
  new LikewiseError('invalid-shape', `${file} has ${has}, and its mask is ${mask.rows} × ${mask.columns}; give a mask of the same shape.`, {
    file,
  });
