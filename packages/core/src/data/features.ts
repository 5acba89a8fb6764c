/** Attributes of items or users: sparse named features, one row an id. */
import { LikewiseError } from '../errors.ts';
import { type Id, IdMap } from './id-map.ts';
import type { SparseRows } from './sparse-rows.ts';

export interface Features {
  /** Whom the rows describe. */
  readonly ids: IdMap;
  /** Name of each column, such as "genre=Comedy" or "year"; [columns]. */
  readonly names: readonly string[];
  /** [ids × names]. */
  readonly matrix: SparseRows;
  /** How each number was standardized, by name: a newcomer's is (x − mean) / deviation, 0 where the deviation is. Absent: as given. */
  readonly moments?: ReadonlyMap<string, { readonly mean: number; readonly deviation: number }> | undefined;
}

/** What is known of one item or user. */
export interface FeatureRow {
  readonly id: Id;
  /** One or several levels by attribute; "" counts as absent. */
  readonly categories?: Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  /** Finite numbers by attribute. */
  readonly numbers?: Readonly<Record<string, number | undefined>> | undefined;
}

export interface FeaturesOptions {
  /** Whom to describe; rows of other ids are left out, ids without a row have no features. @default the ids of the rows, in order */
  readonly ids?: IdMap | undefined;
  /** `standardized`: less the mean of the rows kept, over their standard deviation; `raw`: as given. @default "standardized" */
  readonly numbers?: 'standardized' | 'raw' | undefined;
}

/**
 * A column "attribute=level" with value 1 for each level that occurs, then a column for each number; columns in the order of
 * their names. What a row does not state is no entry: level absent, or a number at its mean (at 0 when raw).
 * @throws LikewiseError `duplicate-id` for an id with two rows, `invalid-value` for a number that is not finite
 * @example featuresFromRows([{ id: 'f1', categories: { genre: ['Comedy', 'Crime'] }, numbers: { year: 1998 } }])
 */
export function featuresFromRows(rows: Iterable<FeatureRow>, { ids, numbers = 'standardized' }: FeaturesOptions = {}): Features {
  const kept = keptRows(rows, ids);
  const map = ids ?? new IdMap([...kept.keys()]);
  const levels = new Set<string>();
  const moments = new Map<string, Moments>();
  for (const row of kept.values()) {
    for (const level of levelsOf(row)) levels.add(level);
    for (const [attribute, value] of numbersOf(row)) {
      let moment = moments.get(attribute);
      if (moment === undefined) {
        moment = { count: 0, mean: 0, squares: 0 };
        moments.set(attribute, moment);
      }
      addTo(moment, value);
    }
  }
  const names = [...[...levels].sort(), ...[...moments.keys()].sort()];
  const column = new Map(names.map((name, index) => [name, index]));
  if (column.size !== names.length) {
    const twice = names.find((name, index) => column.get(name) !== index);
    throw new LikewiseError('duplicate-name', `featuresFromRows: "${twice}" is the name of a level and of a number; rename one of them.`);
  }

  const pointers = new Uint32Array(map.size + 1);
  const indexes: number[] = [];
  const values: number[] = [];
  for (let index = 0; index < map.size; index++) {
    const row = kept.get(map.ids[index]);
    if (row !== undefined) {
      const entries = new Map<number, number>();
      for (const level of levelsOf(row)) entries.set(column.get(level) as number, 1);
      for (const [attribute, value] of numbersOf(row)) {
        entries.set(column.get(attribute) as number, numbers === 'raw' ? value : standardized(value, moments.get(attribute) as Moments));
      }
      for (const [at, value] of [...entries].sort(([a], [b]) => a - b)) {
        indexes.push(at);
        values.push(value);
      }
    }
    pointers[index + 1] = indexes.length;
  }
  const matrix = { rows: map.size, columns: names.length, pointers, indexes: Uint32Array.from(indexes), values: Float32Array.from(values) };
  if (numbers === 'raw') return { ids: map, names, matrix };
  const told = [...moments].map(([name, { count, mean, squares }]) => [name, { mean, deviation: Math.sqrt(squares / count) }] as const);
  return { ids: map, names, matrix, moments: new Map(told) };
}

/** Rows by id, of wanted ids only. */
function keptRows(rows: Iterable<FeatureRow>, ids: IdMap | undefined): Map<Id, FeatureRow> {
  const kept = new Map<Id, FeatureRow>();
  let number = 0;
  for (const row of rows) {
    number++;
    for (const [attribute, value] of numbersOf(row)) {
      if (Number.isFinite(value)) continue;
      throw new LikewiseError('invalid-value', `row ${number} (${row.id}): ${attribute} must be a finite number; got ${value}.`, {
        row: number - 1,
        field: attribute,
        value,
      });
    }
    if (kept.has(row.id)) {
      throw new LikewiseError('duplicate-id', `row ${number}: "${row.id}" has a row already; give each id one row.`, {
        row: number - 1,
        id: row.id,
      });
    }
    if (ids === undefined || ids.indexOf(row.id) !== undefined) kept.set(row.id, row);
  }
  return kept;
}

function* levelsOf(row: FeatureRow): Generator<string> {
  for (const [attribute, given] of Object.entries(row.categories ?? {})) {
    if (given === undefined) continue;
    for (const level of typeof given === 'string' ? [given] : given) if (level !== '') yield `${attribute}=${level}`;
  }
}

function* numbersOf(row: FeatureRow): Generator<readonly [string, number]> {
  for (const [attribute, value] of Object.entries(row.numbers ?? {})) if (value !== undefined) yield [attribute, value];
}

interface Moments {
  count: number;
  mean: number;
  /** Σ (x − mean)². */
  squares: number;
}

/** Welford 1962: no cancellation where the mean is large against the spread, as in years. */
function addTo(moment: Moments, value: number): void {
  const before = value - moment.mean;
  moment.mean += before / ++moment.count;
  moment.squares += before * (value - moment.mean);
}

/** 0 where all values are equal. */
function standardized(value: number, { count, mean, squares }: Moments): number {
  return squares === 0 ? 0 : (value - mean) / Math.sqrt(squares / count);
}
