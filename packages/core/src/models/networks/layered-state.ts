/** What a fitted network with layers learned, and which of its numbers each part of it takes. */
import type { DenseMatrix } from '../../matrix/dense.ts';
import type { ScoringState } from '../answering/scoring-model.ts';
import type { CurvePoint } from '../contract/learning-curve.ts';

export interface LayersState extends ScoringState {
  /** p; [users × numbers]. */
  readonly userFactors: DenseMatrix;
  /** q; [items × numbers]. */
  readonly itemFactors: DenseMatrix;
  /** b_u; [users], or empty. */
  readonly userBias: Float32Array;
  /** b_i; [items], or empty. */
  readonly itemBias: Float32Array;
  /** [in × out] weights, then [out] biases, of each layer, first to last. */
  readonly layers: Float32Array;
  /** How training went, epoch by epoch. */
  readonly curve: readonly CurvePoint[];
}

/** Which of an embedding's numbers a part of the network takes. */
export interface NumberSpan {
  readonly begin: number;
  readonly end: number;
}
export interface NetworkSpans {
  readonly product: NumberSpan | undefined;
  readonly layers: NumberSpan;
}
