/** A model's state: plain data that the file format writes and reads without knowing the model. */
import type { IdMap } from '../../data/id-map.ts';
import type { DenseMatrix } from '../../matrix/dense.ts';
import type { SparsePattern, SparseRows } from '../../matrix/sparse.ts';

export type StateTensor = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type StateSettings = Readonly<Record<string, Json | undefined>>;
export type StateValue =
  | StateTensor
  | DenseMatrix
  | DenseMatrix<Float64Array>
  | SparsePattern
  | SparseRows
  | IdMap
  | StateSettings
  | Json
  | undefined;

/** `settings` are the estimator's; every other key is the model's own. */
export interface ModelState {
  readonly settings: StateSettings;
  readonly users: IdMap;
  readonly items: IdMap;
  readonly [key: string]: StateValue;
}
