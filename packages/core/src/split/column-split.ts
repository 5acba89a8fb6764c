/** A context column says who tests: rows with `value` there test, all others train. */
import type { Interactions } from '../data/interactions.ts';
import { parseCondition, positiveMask } from '../data/likes.ts';
import { LikewiseError } from '../errors.ts';
import { unknownName } from '../options.ts';
import { foldByParts, LEFT_OUT, refuseEmptyParts, type Split, TEST, TRAIN, usersWithRows } from './split.ts';
import type { SplitEntry } from './split-entry.ts';

export interface ColumnSplitOptions {
  /** Name of a context column, such as "fold". */
  readonly column: string;
  /** The cell of test rows, such as "1". */
  readonly value: string;
}

/** @throws LikewiseError `unknown-column`, `unknown-level`, `empty-part` */
export function columnSplit(interactions: Interactions, { column, value }: ColumnSplitOptions): Split {
  const name = `column:${column}=${value}`;
  return { name, folds: [foldByParts(name, interactions, columnMask(interactions, { column, value }))] };
}

/** The column speaks of every row, so users whose test rows all fail the condition are known and counted as left out. */
function columnSplitOfPositives(interactions: Interactions, { column, value }: ColumnSplitOptions, positive: string): Split {
  const name = `column:${column}=${value}`;
  const inTest = columnMask(interactions, { column, value });
  const condition = parseCondition(positive);
  const kept = positiveMask(interactions, condition);
  const parts = inTest.map((test, e) => (kept[e] === 0 ? LEFT_OUT : test));
  refuseEmptyParts(parts, (part) => {
    const none = `no interaction of the ${part} part meets ${positive}`;
    return new LikewiseError('empty-part', `split ${name}: ${none}.`, { split: name, part });
  });
  const fold = foldByParts(name, interactions, parts, { testUsers: usersWithRows(interactions, inTest), valueKind: 'none' });
  return { name, positive: condition.text, folds: [fold] };
}

/** `TEST` for each interaction whose cell is `value`, else `TRAIN`; [interactions]. */
function columnMask(interactions: Interactions, { column, value }: ColumnSplitOptions): Uint8Array {
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
    return Uint8Array.from(cells.values, (cell) => (cell === wanted ? TEST : TRAIN));
  }
  const code = cells.levels.indexOf(value);
  if (code < 0) {
    const shown = cells.levels.slice(0, 20);
    throw unknownName('unknown-level', `${owner}: column "${column}" never holds "${value}"`, value, shown);
  }
  return Uint8Array.from(cells.codes, (cell) => (cell === code ? TEST : TRAIN));
}

export const columnEntry: SplitEntry<`column:${string}=${string}`> = {
  name: 'column',
  usage: 'column:fold=1',
  meaning: 'rows where this column holds this value test, the others train',
  parse(argument = '') {
    const at = argument.indexOf('=');
    const must = 'write a column and a value, as in column:fold=1';
    if (at < 1) throw new LikewiseError('invalid-split', `split column: ${must}; got "${argument}".`, { split: 'column', argument });
    const chosen = { column: argument.slice(0, at), value: argument.slice(at + 1) };
    return {
      name: `column:${argument}`,
      apply: (interactions, { positive } = {}) =>
        positive === undefined ? columnSplit(interactions, chosen) : columnSplitOfPositives(interactions, chosen, positive),
    };
  },
};
