/** What every score of single items offers: a number, a column of numbers, its parts in words, and the same in SQL. */
import { LikewiseError } from '../errors.ts';
import type { AnyOptionSpecs, AnyOptions } from '../options.ts';
import type { SqlDialect } from './sql.ts';

/** What one item brings: votes, hours, … by name. `undefined` where it may be left out and is. */
export type ItemValues = Readonly<Record<string, number | undefined>>;

/** One array an input, all of the same length, one element an item; NaN = not known, where an input may be left out. */
export type ItemColumns = Readonly<Record<string, ArrayLike<number> | undefined>>;

/** A number that goes into a score, in words. */
export interface ScorePart {
  readonly name: string;
  readonly value: number;
}

export interface RankingInput {
  readonly name: string;
  readonly meaning: string;
  /** `count`: ≥ 0; `age`: ≥ 0 too, a negative one is of the future; `factor`: ≥ 0; `number`: any finite one. */
  readonly kind: 'count' | 'age' | 'factor' | 'number';
  readonly optional?: boolean | undefined;
}

/** A score with its settings. All functions are pure. */
export interface Ranking {
  readonly name: string;
  readonly settings: object;
  /** Higher is better; `undefined` where nothing can be said. @throws LikewiseError `invalid-value` */
  score(values: ItemValues): number | undefined;
  /** The parts in the order of the formula, the score last. @throws LikewiseError `invalid-value` */
  parts(values: ItemValues): readonly ScorePart[];
  /** The score of each item, NaN where nothing can be said; [items]. @throws LikewiseError `invalid-value` with the row */
  scores(columns: ItemColumns): Float64Array;
  /**
   * The score as an SQL expression; NULL where nothing can be said. It checks nothing: bad values give bad scores.
   * @param columns the SQL of each input, taken as it is; ages and times as numbers, in the unit of the input
   */
  sql(columns: Readonly<Record<string, string | undefined>>, dialect: SqlDialect): string;
}

/** A ranking in the catalog. */
export interface RankingEntry {
  /** Kebab-case, as on the command line. */
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly inputs: readonly RankingInput[];
  readonly options: AnyOptionSpecs;
  create(options?: AnyOptions): Ranking;
}

interface Definition {
  readonly name: string;
  readonly settings: object;
  readonly inputs: readonly RankingInput[];
  /** On checked values. */
  readonly score: (values: ItemValues) => number | undefined;
  readonly parts: (values: ItemValues) => readonly ScorePart[];
  readonly sql: Ranking['sql'];
}

/** Adds the checks and the column form to a score of one item. */
export function rankingFrom({ name, settings, inputs, score, parts, sql }: Definition): Ranking {
  return Object.freeze({
    name,
    settings,
    score(values: ItemValues) {
      requireValues(name, inputs, values);
      return score(values);
    },
    parts(values: ItemValues) {
      requireValues(name, inputs, values);
      return parts(values);
    },
    scores(columns: ItemColumns) {
      const given = inputs.filter(({ name: input, optional }) => columns[input] !== undefined || !optional);
      const length = lengthOf(name, given, columns);
      const values: Record<string, number | undefined> = {};
      const result = new Float64Array(length);
      for (let row = 0; row < length; row++) {
        for (const { name: input, optional } of given) {
          const value = (columns[input] as ArrayLike<number>)[row];
          values[input] = optional && Number.isNaN(value) ? undefined : value;
        }
        requireValues(name, given, values, row);
        result[row] = score(values) ?? Number.NaN;
      }
      return result;
    },
    sql(columns: Readonly<Record<string, string | undefined>>, dialect: SqlDialect) {
      for (const { name: input, optional } of inputs) {
        if (columns[input] !== undefined || optional) continue;
        throw new LikewiseError('missing-input', `${name}: the SQL of ${input} is missing; give an expression or a column.`, { input });
      }
      return sql(columns, dialect);
    },
  });
}

const demands: Readonly<Record<RankingInput['kind'], string>> = {
  count: 'a count ≥ 0',
  age: 'an age ≥ 0 (a negative one lies in the future: correct the time, or choose a later now)',
  factor: 'a multiplier ≥ 0',
  number: 'a finite number',
};

function requireValues(owner: string, inputs: readonly RankingInput[], values: ItemValues, row?: number): void {
  for (const { name, kind, optional } of inputs) {
    const value = values[name];
    if (value === undefined && optional) continue;
    if (typeof value === 'number' && Number.isFinite(value) && (kind === 'number' || value >= 0)) continue;
    const place = row === undefined ? '' : `row ${row}: `;
    throw new LikewiseError('invalid-value', `${owner}: ${place}${name} must be ${demands[kind]}; got ${value}.`, {
      field: name,
      value,
      row,
    });
  }
}

function lengthOf(owner: string, inputs: readonly RankingInput[], columns: ItemColumns): number {
  let length: number | undefined;
  for (const { name } of inputs) {
    const column = columns[name];
    if (column === undefined) throw new LikewiseError('missing-input', `${owner}: the column ${name} is missing.`, { input: name });
    length ??= column.length;
    if (column.length === length) continue;
    throw new LikewiseError(
      'invalid-value',
      `${owner}: ${name} has ${column.length} rows, another column ${length}; give one value an item.`,
      { field: name },
    );
  }
  return length ?? 0;
}
