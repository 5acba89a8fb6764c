/** A context column says who tests: rows with `value` there test, all others train. */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { unknownName } from '../options.ts';
import { foldByMask, type Split } from './split.ts';

export interface ColumnSplitOptions {
  /** Name of a context column, such as "fold". */
  readonly column: string;
  /** The cell of test rows, such as "1". */
  readonly value: string;
}

/** @throws LikewiseError `unknown-column`, `unknown-level`, `empty-part` */
export function columnSplit(interactions: Interactions, { column, value }: ColumnSplitOptions): Split {
  const name = `column:${column}=${value}`;
  return { name, folds: [foldByMask(name, interactions, columnMask(interactions, { column, value }))] };
}

/** 1 for each interaction whose cell is `value`; [interactions]. */
export function columnMask(interactions: Interactions, { column, value }: ColumnSplitOptions): Uint8Array {
  const cells = interactions.context.get(column);
  const owner = `split column:${column}=${value}`;
  if (cells === undefined) {
    const known = [...interactions.context.keys()];
    if (known.length === 0)
      throw new LikewiseError('unknown-column', `${owner}: the data has no column besides user, item, value and time.`, { column });
    throw unknownName('unknown-column', `${owner}: the data has no column "${column}"`, column, known);
  }
  if (cells.kind === 'number') {
    const wanted = Number(value);
    if (value.trim() === '' || Number.isNaN(wanted) || !cells.values.includes(wanted))
      throw new LikewiseError('unknown-level', `${owner}: column "${column}" of numbers never holds ${value}.`, { column, value });
    return Uint8Array.from(cells.values, (cell) => (cell === wanted ? 1 : 0));
  }
  const code = cells.levels.indexOf(value);
  if (code < 0) {
    const shown = cells.levels.slice(0, 20);
    throw unknownName('unknown-level', `${owner}: column "${column}" never holds "${value}"`, value, shown);
  }
  return Uint8Array.from(cells.codes, (cell) => (cell === code ? 1 : 0));
}
