/** From values of interactions to confidences, and from counts to penalties. */

import type { Interactions } from '../../../data/interactions.ts';
import type { SparseRows } from '../../../data/sparse-rows.ts';
import { LikewiseError } from '../../../errors.ts';
import { portableLog, portablePower } from '../../../math/portable.ts';

export interface ConfidenceSettings {
  readonly weighting: 'linear' | 'log' | 'given' | 'binary';
  readonly alpha: number;
  readonly unobservedWeight: number;
}

export interface PenaltySettings {
  readonly regularization: number;
  readonly regularizationExponent: number;
  readonly unobservedWeight: number;
}

/** Confidence of a positive value above that of an unobserved pair: what the kernels call the weight. */
export function weightOf(value: number, { weighting, alpha, unobservedWeight }: ConfidenceSettings): number {
  if (weighting === 'linear') return alpha * value;
  if (weighting === 'log') return alpha * portableLog(1 + value);
  if (weighting === 'given') return alpha * value - unobservedWeight;
  return alpha;
}

/** λ of a row: regularization · (count + unobserved · others)^exponent; `count` positives, `others` = all rows of the other side. */
export function penaltyOf(count: number, others: number, settings: PenaltySettings): number {
  const { regularization, regularizationExponent: exponent, unobservedWeight } = settings;
  const frequency = count + unobservedWeight * others;
  return regularization * (exponent === 1 ? frequency : portablePower(frequency, exponent));
}

/** λ of every row of a CSR; [rows]. */
export function penaltiesOf(pointers: Uint32Array, others: number, settings: PenaltySettings, out: Float32Array): void {
  for (let row = 0; row < out.length; row++) out[row] = penaltyOf(pointers[row + 1] - pointers[row], others, settings);
}

/**
 * The entries with a value above 0: a stored 0 is seen but says nothing for the item, and counts as unobserved. The same
 * arrays where every value is above 0.
 * @throws LikewiseError `negative-weight`, naming user and item; `empty-data` where nothing is above 0.
 */
export function positivesOf({ users, items, userItems }: Interactions): SparseRows {
  const { rows, columns, pointers, indexes, values } = userItems;
  let positives = 0;
  for (let e = 0; e < values.length; e++) {
    if (values[e] > 0) positives++;
    else if (values[e] !== 0) {
      const user = users.ids[rowOfEntry(pointers, e)];
      const item = items.ids[indexes[e]];
      throw negativeWeight('implicitALS.fit', `user ${user}, item ${item}`, values[e], { user, item });
    }
  }
  if (positives === 0) {
    throw new LikewiseError(
      'empty-data',
      `implicitALS.fit: training needs at least one value above 0; all ${values.length} values are 0. Check the rule that picks positives.`,
      { interactions: values.length },
    );
  }
  if (positives === values.length) return userItems;
  const kept = {
    rows,
    columns,
    pointers: new Uint32Array(rows + 1),
    indexes: new Uint32Array(positives),
    values: new Float32Array(positives),
  };
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      if (values[e] === 0) continue;
      kept.indexes[to] = indexes[e];
      kept.values[to++] = values[e];
    }
    kept.pointers[row + 1] = to;
  }
  return kept;
}

/**
 * Weights of values above 0, rounded to float32.
 * @throws LikewiseError `invalid-value` where a weight leaves float32; `weak-confidence` where it is below 0.
 */
export function weightsOf(values: Float32Array, settings: ConfidenceSettings, out: Float32Array): void {
  for (let e = 0; e < values.length; e++) {
    out[e] = weightOf(values[e], settings);
    if (out[e] < 0) {
      throw new LikewiseError(
        'weak-confidence',
        `implicitALS: weighting "given" makes the confidence of value ${values[e]} alpha · ${values[e]} = ${settings.alpha * values[e]}, below that of an unobserved pair (${settings.unobservedWeight}); raise alpha or lower unobservedWeight.`,
        { value: values[e], alpha: settings.alpha, unobservedWeight: settings.unobservedWeight },
      );
    }
    if (!Number.isFinite(out[e])) {
      throw new LikewiseError(
        'invalid-value',
        `implicitALS: the confidence of value ${values[e]} with alpha ${settings.alpha} is no finite number; scale the values down or take weighting "log".`,
        { value: values[e], alpha: settings.alpha },
      );
    }
  }
}

export function negativeWeight(owner: string, where: string, value: number, data: Readonly<Record<string, unknown>>): LikewiseError {
  return new LikewiseError(
    'negative-weight',
    `${owner}: a value of implicit feedback must be ≥ 0; got ${value} (${where}). Keep only what people liked (for ratings, a rule such as --positive ">=4").`,
    { value, ...data },
  );
}

function rowOfEntry(pointers: Uint32Array, entry: number): number {
  let row = 0;
  while (pointers[row + 1] <= entry) row++;
  return row;
}
