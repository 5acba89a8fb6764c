/** What a row of ratings is encoded to. */
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { codeFunctions } from '../../autoencoders/activation.ts';
import type { AutoRecOptions } from './options.ts';

export interface AutoRecEncoder {
  /** μ */
  readonly meanRating: number;
  /** V; [columns × factors]. */
  readonly encoder: DenseMatrix;
  /** a; [factors]. */
  readonly encoderBias: Float32Array;
}

/** Of ratings with `damping` more at the mean of all; that mean where there are none. */
export function centerOf(ratings: Float32Array, mean: number, damping: number): number {
  let sum = 0;
  for (const rating of ratings) sum += rating - mean;
  return ratings.length === 0 ? mean : mean + sum / (ratings.length + damping);
}

/** f(Σ_e (rating_e − center) V_e + a), [factors], and center − μ. Training's rows and new ones go the same way. */
export function codeOf(
  { encoder, encoderBias, meanRating }: AutoRecEncoder,
  { indexes, values }: FoldInRow,
  { activation, damping }: Pick<AutoRecOptions, 'activation' | 'damping'>,
): { readonly bias: number; readonly vector: Float32Array } {
  const center = Math.fround(centerOf(values, meanRating, damping));
  const sums = Float64Array.from(encoderBias);
  for (let e = 0; e < indexes.length; e++) {
    const value = values[e] - center;
    const row = rowOf(encoder, indexes[e]);
    for (let f = 0; f < sums.length; f++) sums[f] += value * row[f];
  }
  return { bias: Math.fround(center - meanRating), vector: Float32Array.from(sums, codeFunctions[activation]) };
}
