/** What a fitted factorization machine knows, as plain data. */
import type { SparsePattern } from '../../../matrix/sparse.ts';
import type { ModelState } from '../../contract/state.ts';
import type { ContextShape } from './blocks.ts';
import type { KeptSamples } from './kept.ts';

type KeptSamplesState = { readonly [K in keyof KeptSamples]: KeptSamples[K] };

export interface MachineState extends ModelState, KeptSamplesState {
  readonly seen: SparsePattern;
  /** What of it was learned from; absent: all of it. */
  readonly taught?: SparsePattern | undefined;
  readonly trainedBy: 'gibbs' | 'sgd';
  /** Of an ordered probit target: the ratings, ascending, that cutpoints divide; empty otherwise. */
  readonly levels: Float64Array;
  /** `null`: trained without ratings, predictions are odds between 0 and 1. */
  readonly ratingScale: { readonly min: number; readonly max: number } | null;
  /** μ, in points of the scale; 0 without ratings. */
  readonly meanRating: number;
  readonly contexts: readonly { readonly [key in keyof ContextShape]: ContextShape[key] }[];
  readonly userFeatureNames: readonly string[];
  readonly itemFeatureNames: readonly string[];
  /** 1 for each item with an attribute; [items]. */
  readonly itemAttributes: Uint8Array;
}
