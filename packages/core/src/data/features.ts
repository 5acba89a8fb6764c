/** Attributes of items or users: sparse named features and texts, one row an id. */
import { type ErrorCode, LikewiseError } from '../errors.ts';
import { type SparseRows, sparseFromMaps } from '../matrix/sparse.ts';
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
    for (const [attribute, value] of numbersOf(row)) moments.set(attribute, withValue(moments.get(attribute), value));
  }
  const lengths = vectorLengths(kept);
  const vectors = [...lengths].flatMap(([attribute, length]) => Array.from({ length }, (_, k) => `${attribute}[${k}]`));
  const names = [...[...levels].sort(), ...[...moments.keys()].sort(), ...vectors];
  const column = new Map(names.map((name, index) => [name, index]));
  if (column.size !== names.length) {
    const twice = names.find((name, index) => column.get(name) !== index);
    throw new LikewiseError('duplicate-name', `featuresFromRows: "${twice}" is the name of a level and of a number; rename one of them.`);
  }

  // One at a time: vectors of many items would not fit into memory as maps.
  function* entries(): Generator<Map<number, number>> {
    for (const id of map.ids) {
      const row = kept.get(id) ?? { id };
      const found = new Map<number, number>();
      for (const level of levelsOf(row)) found.set(column.get(level) as number, 1);
      for (const [attribute, value] of numbersOf(row))
        found.set(column.get(attribute) as number, numbers === 'raw' ? value : standardized(value, moments.get(attribute) as Moments));
      for (const [attribute, vector] of statedIn(row.vectors)) {
        const first = column.get(`${attribute}[0]`) as number;
        vector.forEach((value, k) => {
          if (value !== 0) found.set(first + k, value);
        });
      }
      yield found;
    }
  }
  const matrix = sparseFromMaps(entries(), names.length);
  const texts = textsOf(kept, map);
  if (numbers === 'raw') return { ids: map, names, matrix, texts };
  const spread = ({ mean, squares, count }: Moments) => ({ mean, deviation: Math.sqrt(squares / count) });
  return { ids: map, names, matrix, moments: new Map([...moments].map(([name, moment]) => [name, spread(moment)])), texts };
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
      const all = texts.get(attribute) ?? new Array<string>(ids.size).fill('');
      all[ids.indexOf(row.id) as number] = text;
      texts.set(attribute, all);
    }
  }
  return texts.size === 0 ? undefined : new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Rows by id, of wanted ids only. */
function keptRows(rows: readonly ToldRow[], ids: IdMap | undefined): Map<Id, ToldRow> {
  const kept = new Map<Id, ToldRow>();
  rows.forEach((row, at) => {
    const refused = (code: ErrorCode, sentence: string, data: object): LikewiseError =>
      new LikewiseError(code, `row ${at + 1}${sentence}`, { row: at, ...data });
    if (!isId(row.id)) throw refused('invalid-value', `: id must be a text that is not empty, or a number; got ${String(row.id)}.`, {});
    for (const [field, value] of numbersOf(row))
      if (!Number.isFinite(value))
        throw refused('invalid-value', ` (${row.id}): ${field} must be a finite number; got ${value}.`, { field, value });
    const id = ids === undefined ? row.id : ids.find(row.id);
    if (id === undefined) return;
    if (kept.has(id)) throw refused('duplicate-id', `: "${row.id}" has a row already; give each id one row.`, { id });
    kept.set(id, row);
  });
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
  readonly count: number;
  readonly mean: number;
  /** Σ (x − mean)². */
  readonly squares: number;
}

/** Welford 1962: no cancellation where the mean is large against the spread, as in years. */
function withValue({ count, mean, squares }: Moments = { count: 0, mean: 0, squares: 0 }, value: number): Moments {
  const before = value - mean;
  const after = mean + before / (count + 1);
  return { count: count + 1, mean: after, squares: squares + before * (value - after) };
}

/** 0 where all values are equal. */
function standardized(value: number, { count, mean, squares }: Moments): number {
  return squares === 0 ? 0 : (value - mean) / Math.sqrt(squares / count);
}
