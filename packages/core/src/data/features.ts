/** Attributes of items or users: sparse named features and texts, one row an id. */
import { LikewiseError } from '../errors.ts';
import type { SparseRows } from '../matrix/sparse.ts';
import { type AttributeKind, type FeatureRow, type ToldRow, toldRows } from './attributes.ts';
import { type Id, IdMap, isId } from './id-map.ts';

export interface Features {
  /** Whom the rows describe. */
  readonly ids: IdMap;
  /** Name of each column: "attribute=level", "vector[3]", or the name of a number; [columns]. */
  readonly names: readonly string[];
  /** [ids × names]. */
  readonly matrix: SparseRows;
  /** How each number was standardized, by name: a newcomer's is (x − mean) / deviation, 0 where the deviation is. Absent: as given. */
  readonly moments?: ReadonlyMap<string, { readonly mean: number; readonly deviation: number }> | undefined;
  /** Texts by attribute, for models that read words; "" where a row has none; [ids] each. */
  readonly texts?: ReadonlyMap<string, readonly string[]> | undefined;
}

export interface FeaturesOptions {
  /** Whom to describe; rows of other ids are left out, ids without a row have no features. @default the ids of the rows, in order */
  readonly ids?: IdMap | undefined;
  /** `standardized`: less the mean of the rows kept, over their standard deviation; `raw`: as given. @default "standardized" */
  readonly numbers?: 'standardized' | 'raw' | undefined;
  /** Kinds of attributes that are not to be judged by their values. @default as `attributeKind` judges */
  readonly kinds?: Readonly<Record<string, AttributeKind>> | undefined;
}

/**
 * A column "attribute=level" with value 1 for each level that occurs, then a column for each number, each in the order of their
 * names, then the columns "vector[0]", "vector[1]" … of each vector. What a row does not state is no entry: level absent, or a number
 * at its mean (at 0 when raw). Texts are kept as they are.
 * @throws LikewiseError `duplicate-id` for an id with two rows, `duplicate-name`, `unknown-column`; `invalid-value` for a value that is
 *   not of its kind, a number that is not finite, or a vector of another length than those before
 * @example featuresFromRows([{ id: 'f1', genre: ['Comedy', 'Crime'], length: 90, plot: 'Two tramps find a briefcase.' }])
 * @example featuresFromRows([{ id: 'f1', categories: { genre: 'Crime' }, numbers: { year: 1998 } }])
 */
export function featuresFromRows(
  rows: Iterable<FeatureRow>,
  { ids, numbers = 'standardized', kinds = {} }: FeaturesOptions = {},
): Features {
  const kept = keptRows(toldRows([...rows], kinds), ids);
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
  const lengths = vectorLengths(kept);
  const vectors = [...lengths].flatMap(([attribute, length]) => Array.from({ length }, (_, k) => `${attribute}[${k}]`));
  const names = [...[...levels].sort(), ...[...moments.keys()].sort(), ...vectors];
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
      for (const [attribute, vector] of statedIn(row.vectors)) {
        const first = column.get(`${attribute}[0]`) as number;
        vector.forEach((value, k) => {
          if (value !== 0) entries.set(first + k, value);
        });
      }
      for (const [at, value] of [...entries].sort(([a], [b]) => a - b)) {
        indexes.push(at);
        values.push(value);
      }
    }
    pointers[index + 1] = indexes.length;
  }
  const matrix = { rows: map.size, columns: names.length, pointers, indexes: Uint32Array.from(indexes), values: Float32Array.from(values) };
  const texts = textsOf(kept, map);
  if (numbers === 'raw') return { ids: map, names, matrix, texts };
  const told = [...moments].map(([name, { count, mean, squares }]) => [name, { mean, deviation: Math.sqrt(squares / count) }] as const);
  return { ids: map, names, matrix, moments: new Map(told), texts };
}

/** Length of each vector, attributes in the order of their names. @throws LikewiseError `invalid-value`. */
function vectorLengths(rows: ReadonlyMap<Id, ToldRow>): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const row of rows.values()) {
    for (const [attribute, vector] of statedIn(row.vectors)) {
      const length = lengths.get(attribute) ?? vector.length;
      if (vector.length !== length || length === 0 || !vector.every(Number.isFinite)) {
        throw new LikewiseError(
          'invalid-value',
          `${row.id}: ${attribute} must be ${length === 0 ? 'some' : length} finite numbers, as many as of the others; got ${vector.length === length ? 'one that is not finite' : vector.length}.`,
          { id: row.id, field: attribute },
        );
      }
      lengths.set(attribute, length);
    }
  }
  return new Map([...lengths].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `undefined` where no row has a text. */
function textsOf(rows: ReadonlyMap<Id, ToldRow>, ids: IdMap): Features['texts'] {
  const texts = new Map<string, string[]>();
  for (const row of rows.values()) {
    for (const [attribute, text] of statedIn(row.texts)) {
      if (text === '') continue;
      let all = texts.get(attribute);
      if (all === undefined) {
        all = new Array<string>(ids.size).fill('');
        texts.set(attribute, all);
      }
      all[ids.indexOf(row.id) as number] = text;
    }
  }
  return texts.size === 0 ? undefined : new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Rows by id, of wanted ids only. */
function keptRows(rows: readonly ToldRow[], ids: IdMap | undefined): Map<Id, ToldRow> {
  const kept = new Map<Id, ToldRow>();
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
    if (!isId(row.id))
      throw new LikewiseError('invalid-value', `row ${number}: id must be a text that is not empty, or a number; got ${String(row.id)}.`, {
        row: number - 1,
      });
    const id = ids === undefined ? row.id : ids.find(row.id);
    if (id === undefined) continue;
    if (kept.has(id)) {
      throw new LikewiseError('duplicate-id', `row ${number}: "${row.id}" has a row already; give each id one row.`, {
        row: number - 1,
        id: row.id,
      });
    }
    kept.set(id, row);
  }
  return kept;
}

function* levelsOf(row: ToldRow): Generator<string> {
  for (const [attribute, given] of Object.entries(row.categories ?? {})) {
    if (given === undefined) continue;
    for (const level of typeof given === 'string' ? [given] : given) if (level !== '') yield `${attribute}=${level}`;
  }
}

const numbersOf = (row: ToldRow): Generator<readonly [string, number]> => statedIn(row.numbers);

function* statedIn<T>(record: Readonly<Record<string, T | undefined>> | undefined): Generator<readonly [string, T]> {
  for (const [attribute, value] of Object.entries(record ?? {})) if (value !== undefined) yield [attribute, value];
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
