/** One row of `alsDirect` at once: what folding a person into implicit ALS needs. */
import { runOnce } from './run-once.ts';
import { alsScratchBytes } from './scratch.ts';
import type { AlsSystem } from './signatures/signatures.ts';

export interface RowProblem {
  /** Confidence of each entry above the unobserved weight; [entries]. */
  readonly weights: Float32Array;
  /** The fixed vectors of the entries, in order; [entries × factors]. */
  readonly y: Float32Array;
  /** As `alsDirect` takes it; [factors × factors]. */
  readonly gram: Float32Array;
  readonly penalty: number;
  readonly unobserved: number;
  /** A multiple of 4. */
  readonly factors: number;
}

/** The solution of the row; [factors]. @throws LikewiseError `not-positive-definite` */
export function solveRow({ weights, y, gram, penalty, unobserved, factors }: RowProblem): Float32Array {
  const entries = weights.length;
  const indexes = Uint32Array.from({ length: entries }, (_, e) => e);
  const x = new Float32Array(factors);
  const system: AlsSystem = [Uint32Array.of(0, entries), indexes, weights, x, y, gram, Float32Array.of(penalty), unobserved, factors];
  return runOnce('alsDirect', [...system, new Float32Array(0), 0], {
    rows: 1,
    scratchBytes: alsScratchBytes(factors, entries),
    result: x,
  });
}
