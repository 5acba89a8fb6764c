/** What one operation of a network sees. */
import type { Operation } from '../neural-program.ts';

export interface StepContext {
  readonly operands: Int32Array;
  readonly floats: Float32Array;
  /** Inputs of the batch, head first; and the same words as float32. */
  readonly words: Int32Array;
  readonly numbers: Float32Array;
  /** Sums of the batch. */
  readonly sums: Float64Array;
  readonly seed: number;
  /** Number of the step. */
  readonly step: number;
}
/** Does rows [begin, end) of its output. */
export type OperationTwin = (context: StepContext, begin: number, end: number) => void;

/** Some of the operations by name. */
export type OperationTwins = Readonly<Partial<Record<Operation, OperationTwin>>>;

const word = new DataView(new ArrayBuffer(4));
/** The float32 of these bits. */
export function numberOf(bits: number): number {
  word.setInt32(0, bits);
  return word.getFloat32(0);
}

/** target[at] = value, or += where `add`. */
export function put(target: Float32Array, at: number, value: number, add: number): void {
  target[at] = add === 1 ? target[at] + value : value;
}
