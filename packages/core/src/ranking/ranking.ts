/** What every score of single items offers: a number, a column of numbers, its parts in words, and the same in SQL. */
import { LikewiseError } from '../errors.ts';
import { type AnyOptions, type OptionSpecs, resolveOptions, unknownName } from '../options.ts';
import { type SqlDialect, sqlDouble } from './sql.ts';

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
  /** Higher is better; `undefined` where nothing can be said. @throws LikewiseError `invalid-value`, `unknown-field` */
  score(values: ItemValues): number | undefined;
  /** The parts in the order of the formula, the score last. @throws LikewiseError `invalid-value`, `unknown-field` */
  parts(values: ItemValues): readonly ScorePart[];
  /** The score of each item, NaN where nothing can be said; [items]; columns that are no input are passed over. @throws LikewiseError `invalid-value` with the row */
  scores(columns: ItemColumns): Float64Array;
  /**
   * The score as an SQL expression; NULL where nothing can be said. It checks nothing: bad values give bad scores.
   * @param columns the SQL of each input, taken as it is; ages and times as numbers, in the unit of the input
   */
  sql(columns: Readonly<Record<string, string | undefined>>, dialect: SqlDialect): string;
}

/** A ranking in the catalog. */
export interface RankingEntry<S extends object = AnyOptions> {
  /** Kebab-case, as on the command line. */
  readonly name: string;
  /** Who refuses bad options. */
  readonly owner: string;
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  readonly inputs: readonly RankingInput[];
  readonly options: OptionSpecs<S>;
  /** @throws LikewiseError `unknown-option`, `invalid-option` */
  create(options?: Partial<S>): Ranking;
}

/** Of inputs that may be left out, `undefined` comes where they are. */
type CheckedValues = Readonly<Record<string, number>>;

interface Score {
  score(values: CheckedValues): number | undefined;
  parts(values: CheckedValues): readonly (readonly [name: string, value: number | undefined])[];
  /** `columns` are doubles. */
  sql(columns: Readonly<Record<string, string>>): string;
}

/** Adds options, checks and the column form to a score of one item; parts without a value are left out. */
export function defineRanking<S extends object>(
  entry: Omit<RankingEntry<S>, 'create'>,
  scoreOf: (settings: Readonly<S>) => Score,
): RankingEntry<S> {
  const { name, owner, inputs, options } = entry;
  const checked = (values: ItemValues, row?: number): CheckedValues => checkedValues(name, inputs, values, row);
  const create = (given?: Partial<S>): Ranking => {
    const settings = resolveOptions(owner, options, given);
    const { score, parts, sql } = scoreOf(settings);
    return Object.freeze({
      name,
      settings,
      score(values: ItemValues) {
        requireKnown(name, inputs, values);
        return score(checked(values));
      },
      parts(values: ItemValues) {
        requireKnown(name, inputs, values);
        const known = checked(values);
        return [...parts(known), ['score', score(known)] as const].flatMap(([part, value]) =>
          value === undefined ? [] : [{ name: part, value }],
        );
      },
      scores(columns: ItemColumns) {
        const present = inputs.filter(({ name: input, optional }) => columns[input] !== undefined || !optional);
        const values: Record<string, number | undefined> = {};
        const scores = new Float64Array(lengthOf(name, present, columns));
        for (let row = 0; row < scores.length; row++) {
          for (const { name: input, optional } of present) {
            const value = (columns[input] as ArrayLike<number>)[row];
            values[input] = optional && Number.isNaN(value) ? undefined : value;
          }
          scores[row] = score(checked(values, row)) ?? Number.NaN;
        }
        return scores;
      },
      sql(columns: Readonly<Record<string, string | undefined>>, dialect: SqlDialect) {
        const doubles: Record<string, string> = {};
        for (const { name: input, optional } of inputs) {
          const column = columns[input];
          if (column !== undefined) doubles[input] = sqlDouble(column, dialect);
          else if (!optional)
            throw new LikewiseError('missing-input', `${name}: the SQL of ${input} is missing; give an expression or a column.`, { input });
        }
        return sql(doubles);
      },
    });
  };
  return Object.freeze({ ...entry, create });
}

const demands: Readonly<Record<RankingInput['kind'], string>> = {
  count: 'a count ≥ 0',
  age: 'an age ≥ 0 (a negative one lies in the future: correct the time, or choose a later now)',
  factor: 'a multiplier ≥ 0',
  number: 'a finite number',
};

/** The values, checked. @throws LikewiseError `invalid-value` with the row */
export function checkedValues(owner: string, inputs: readonly RankingInput[], values: ItemValues, row?: number): CheckedValues {
  for (const { name, kind, optional } of inputs) {
    const value = values[name];
    if (value === undefined && optional) continue;
    if (typeof value === 'number' && Number.isFinite(value) && (kind === 'number' || value >= 0)) continue;
    const place = row === undefined ? '' : `row ${row}: `;
    const data = { field: name, value, row };
    throw new LikewiseError('invalid-value', `${owner}: ${place}${name} must be ${demands[kind]}; got ${value}.`, data);
  }
  return values as CheckedValues;
}

function lengthOf(owner: string, inputs: readonly RankingInput[], columns: ItemColumns): number {
  let length: number | undefined;
  for (const { name } of inputs) {
    const column = columns[name];
    if (column === undefined) throw new LikewiseError('missing-input', `${owner}: the column ${name} is missing.`, { input: name });
    length ??= column.length;
    if (column.length === length) continue;
    const sizes = `${name} has ${column.length} rows, another column ${length}`;
    throw new LikewiseError('invalid-value', `${owner}: ${sizes}; give one value an item.`, { field: name });
  }
  return length ?? 0;
}

/** @throws LikewiseError `unknown-field` for a name that is none of the inputs */
function requireKnown(owner: string, inputs: readonly RankingInput[], values: object): void {
  const known = inputs.map((input) => input.name);
  const unknown = Object.keys(values).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName('unknown-field', `${owner}: unknown field "${unknown}"`, unknown, known);
}
