/** One row of ratings solved at once: the half-step of training for that row, by the same kernel on the same numbers, so the same bits. */
import { runOnce } from '../../kernels/run-once.ts';
import { gaussianScratchBytes } from '../../kernels/scratch.ts';
import type { RowsAgainst } from '../../kernels/signatures/rows.ts';
import { rowOf } from '../../matrix/dense.ts';
import type { EntityVector, RatingState } from './rating-model.ts';
import { type Axis, biasAt, oneAt, rowSystem, rowWidth } from './rating-rows.ts';

export interface RatingRow {
  /** Whose row it is; vectors of the other axis are held fixed. */
  readonly axis: Axis;
  readonly biases: boolean;
  /** Rows of the other axis; [entries]. */
  readonly indexes: Uint32Array;
  /** What the products should be, such as ratings less the mean; [entries]. */
  readonly targets: Float32Array;
  /** λ. */
  readonly penalty: number;
}
/** Passes over the coordinates of a row that starts from 0: enough for any row to stop by itself. */
export const TO_THE_END = 2000;

/** The vector that is the minimum, its factors ≥ 0 if asked for. @throws LikewiseError `not-positive-definite` */
export function solveRatingRow(
  { axis, biases, indexes, targets, penalty }: RatingRow,
  { userFactors, userBias, itemFactors, itemBias }: Pick<RatingState, 'userFactors' | 'userBias' | 'itemFactors' | 'itemBias'>,
  nonNegative = false,
): EntityVector {
  const [fixed, fixedBias] = axis === 'user' ? [itemFactors, itemBias] : [userFactors, userBias];
  const shape = { factors: fixed.columns, biases };
  const width = rowWidth(shape);
  const [bias, one] = [biasAt(axis, shape), oneAt(axis, shape)];
  const x = new Float32Array(width);
  const y = new Float32Array(indexes.length * width);
  indexes.forEach((index, e) => {
    y.set(rowOf(fixed, index), e * width);
    if (!biases) return;
    y[e * width + bias] = 1;
    y[e * width + one] = fixedBias[index];
  });
  const order = Uint32Array.from(indexes, (_, e) => e);
  const against: RowsAgainst = [Uint32Array.of(0, indexes.length), order, targets, x, y];
  const { prior, priorRight, penalized, lowest } = rowSystem(shape);
  const penalties = Float32Array.of(penalty);
  const work = { rows: 1, scratchBytes: gaussianScratchBytes(width), result: x };
  const solved = nonNegative
    ? runOnce('boundedRows', [...against, penalties, penalized, lowest, one, width, TO_THE_END, 1], work)
    : runOnce('gaussianRows', [...against, prior, priorRight, penalties, penalized, 1, one, width, 0, 0], work);
  return { bias: biases ? solved[bias] : 0, vector: solved.slice(0, shape.factors) };
}
