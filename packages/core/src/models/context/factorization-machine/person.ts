/** One side of a prediction, for all kept samples: sums of features, the pairs inside them, and what a context adds. */
import { choleskyFactor, choleskySolve } from '../../../matrix/cholesky.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { KeptSamples } from './kept.ts';

/** [V, bias] of each sample, one after the other; [samples · (factors + 1)]. */
export type Side = Float64Array;

export const sideOf = ({ columns, values }: DenseMatrix, row: number): Side =>
  Float64Array.from(values.subarray(row * columns, (row + 1) * columns));

/** Adds x times a feature that is not in the side yet: V + x v, bias + x w + x ⟨V, v⟩, sample by sample. */
export function addFeature(side: Side, { columns, values }: DenseMatrix, row: number, x: number, own: number): void {
  const from = row * columns;
  for (let at = 0; at < columns; at += own) {
    let pairs = values[from + at + own - 1];
    for (let f = at; f < at + own - 1; f++) {
      pairs += side[f] * values[from + f];
      side[f] += x * values[from + f];
    }
    side[at + own - 1] += x * pairs;
  }
}

/** As `addFeature` with the feature as the prior of a new id expects it. */
export function addPriorMean(side: Side, { columns, values }: DenseMatrix<Float64Array>, own: number): void {
  for (let at = 0, sample = 0; at < side.length; at += own, sample++) {
    let pairs = values[sample * columns + own - 1];
    for (let f = 0; f < own - 1; f++) {
      pairs += side[at + f] * values[sample * columns + f];
      side[at + f] += values[sample * columns + f];
    }
    side[at + own - 1] += pairs;
  }
}

/** Slope of the log-likelihood of an entry at a prediction of a sample, and minus its second derivative, > 0. */
export type Loss = (predicted: number, entry: number, sample: number) => { readonly slope: number; readonly curve: number };

export interface FoldInProblem {
  readonly kept: KeptSamples;
  /** factors + 1. */
  readonly own: number;
  /** What is known of the person without their id: bag and attributes. */
  readonly known: Side;
  /** Adds the context under which they rated. */
  addContext(side: Side): void;
  /** Items, and where there is no `loss` their targets around 0. */
  readonly row: FoldInRow;
  /** Absent: squared error. */
  readonly loss?: Loss | undefined;
  /** Prior precisions are multiplied by this: 1 for Gibbs samples, for SGD the steps that a person like this takes part in. */
  readonly priorScale: number;
}

/** The person's side: in each sample the most likely id vector given the ratings, added to what is known. */
export function foldedSide(problem: FoldInProblem): Side {
  const { kept, own, known, addContext, row, loss, priorScale } = problem;
  const { userPriors, itemRows, intercepts, precisions } = kept;
  const factors = own - 1;
  const around = known.slice();
  addContext(around);
  const folded = known.slice();
  const count = row.indexes.length;
  for (let sample = 0, at = 0; sample < intercepts.length; sample++, at += own) {
    const mean = userPriors.values.subarray(sample * 2 * own, sample * 2 * own + own);
    const strength = userPriors.values.subarray(sample * 2 * own + own, (sample + 1) * 2 * own);
    const id = Float64Array.from(mean);
    for (let pass = 0; pass < (loss === undefined ? 1 : 8); pass++) {
      const matrix = new Float64Array(own * own);
      const right = new Float64Array(own);
      for (let f = 0; f < own; f++) {
        matrix[f * own + f] = strength[f] * priorScale;
        right[f] = strength[f] * priorScale * mean[f];
      }
      const z = new Float64Array(own);
      for (let e = 0; e < count; e++) {
        const item = row.indexes[e] * itemRows.columns + at;
        let rest = intercepts[sample] + around[at + factors] + itemRows.values[item + factors];
        let moved = id[factors];
        for (let f = 0; f < factors; f++) {
          const value = itemRows.values[item + f];
          rest += around[at + f] * value;
          z[f] = around[at + f] + value;
          moved += id[f] * z[f];
        }
        z[factors] = 1;
        let weight = precisions[sample];
        let target = row.values[e] - rest;
        if (loss !== undefined) {
          // Newton: the loss as a parabola around the present prediction.
          const { slope, curve } = loss(rest + moved, e, sample);
          weight = curve;
          target = moved + slope / curve;
        }
        for (let f = 0; f < own; f++) {
          right[f] += weight * target * z[f];
          for (let g = 0; g <= f; g++) matrix[f * own + g] += weight * z[f] * z[g];
        }
      }
      id.set(choleskySolve(choleskyFactor(matrix, own), right, own));
    }
    let pairs = id[factors];
    for (let f = 0; f < factors; f++) {
      pairs += folded[at + f] * id[f];
      folded[at + f] += id[f];
    }
    folded[at + factors] += pairs;
  }
  return folded;
}
