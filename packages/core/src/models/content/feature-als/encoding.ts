/** Items and users as rows of features: levels, numbers, vectors and words of length at most 1, and one feature that all have. */
import type { Features } from '../../../data/features.ts';
import { IdMap } from '../../../data/id-map.ts';
import type { StopSignal } from '../../../kernels/kernels.ts';
import { withValue } from '../../../matrix/dense.ts';
import { type SparseRows, withColumn, withEmptyRows } from '../../../matrix/sparse.ts';
import { type AttributeSpace, attributeOf } from '../../attributes/attribute-space.ts';
import { fieldsOf } from '../../attributes/fields.ts';
import { fullLength, itemVectors } from '../../attributes/item-vectors.ts';
import type { Attributes } from '../../contract/model.ts';

/** The feature that everyone and everything has: its products with the other axis are the biases. Always the last. */
export const EVERY = '*';

export interface EncodingOptions {
  /** all, or names joined by + with weights, as `content` takes them. */
  readonly fields: string;
  readonly weighting: 'count' | 'tf-idf' | 'bm25';
  readonly minDf: number;
  readonly maxFeatures: number | undefined;
}

export interface EncodedRows {
  /** Names; the last is EVERY. */
  readonly features: IdMap;
  /** [ids × features]; whatever else a row has, it has EVERY with value 1. */
  readonly rows: SparseRows;
  /** What a level alone in its field, or a standardized number, is multiplied by; [features]. */
  readonly scales: Float32Array;
}

/** Without features every row has EVERY alone. @throws LikewiseError `unknown-field`, `invalid-option`, `invalid-value`, `too-large` */
export function encoded(ids: IdMap, described: Features | undefined, options: EncodingOptions, signal?: StopSignal): EncodedRows {
  if (described === undefined) return withEvery(new IdMap([]), withEmptyRows(noRows, ids.size), new Float32Array(0));
  const fields = fieldsOf('featureALS', described, options.fields);
  const { features, vectors } = itemVectors('featureALS', ids, described, fields, { ...reading, ...options }, signal);
  const length = fullLength(fields);
  const numbers = fields.filter(({ kind }) => kind === 'number').length;
  const weights = new Map(
    fields.map(({ name, kind, weight }) => [name, (kind === 'number' ? weight / Math.sqrt(numbers) : weight) / length]),
  );
  return withEvery(
    features,
    vectors,
    Float32Array.from(features.ids, (name) => weights.get(attributeOf(String(name))) ?? 0),
  );
}

const noRows = { rows: 0, columns: 0, pointers: new Uint32Array(1), indexes: new Uint32Array(0), values: new Float32Array(0) };
const reading = {
  idf: 'smooth',
  sublinear: false,
  k1: 1.2,
  b: 0.75,
  language: 'auto',
  stopWords: true,
  ngrams: 1,
  maxDf: 1,
} as const;

/** With the feature that every row has with value 1. */
function withEvery(features: IdMap, vectors: SparseRows, scales: Float32Array): EncodedRows {
  const all = { indexes: Uint32Array.from({ length: vectors.rows }, (_, row) => row), values: new Float32Array(vectors.rows).fill(1) };
  return { features: new IdMap([...features.ids, EVERY]), rows: withColumn(vectors, all), scales: withValue(scales, 1) };
}

/**
 * The row of a new user, as `encoded` makes one with weighting count: levels of an attribute share its length, numbers are standardized.
 * @throws LikewiseError `unknown-feature`, `invalid-value`
 */
export function encodedUser(space: AttributeSpace, scales: Float32Array, given: Attributes): SparseRows {
  const every = scales.length - 1;
  const { columns, values, levels } = space.profileOf('featureALS', given);
  const row = columns.map((column, k) => (scales[column] * values[k]) / Math.sqrt(levels[k]));
  return {
    rows: 1,
    columns: every + 1,
    pointers: Uint32Array.of(0, row.length + 1),
    indexes: Uint32Array.of(...columns, every),
    values: Float32Array.of(...row, 1),
  };
}
