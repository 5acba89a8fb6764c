/** Interactions as columns of equal length: what readers make, and `Interactions` are made of. */
import type { Edges } from './edges.ts';
import type { Features } from './features.ts';
import type { IdMap } from './id-map.ts';

/** What to do with several rows of one user–item pair: keep the last (by time where there are times, else by row), combine, or refuse. */
export type DuplicatesRule = 'last' | 'mean' | 'sum' | 'error';

/** `rating`: a value on a scale; `weight`: confidence or count of implicit feedback; `none`: every pair counts 1. */
export type ValueKind = 'rating' | 'weight' | 'none';

export interface CategoryColumn {
  readonly kind: 'category';
  readonly levels: readonly string[];
  /** Index into `levels`; `levels.length` where the cell was empty; [interactions]. */
  readonly codes: Uint32Array;
}
export interface NumberColumn {
  readonly kind: 'number';
  /** NaN where the cell was empty; [interactions]. */
  readonly values: Float64Array;
}
export type ContextColumn = CategoryColumn | NumberColumn;

/** Columns of equal length, one entry a row of the source. */
export interface InteractionColumns {
  readonly users: IdMap;
  readonly items: IdMap;
  /** [rows], each < users.size. */
  readonly userIndexes: Uint32Array;
  /** [rows], each < items.size. */
  readonly itemIndexes: Uint32Array;
  /** Ratings or weights; [rows]. Absent: every value is 1. */
  readonly values?: Float32Array | undefined;
  readonly valueKind?: ValueKind | undefined;
  /** Of ratings, where it is known; absent: from the smallest to the largest rating. */
  readonly ratingScale?: RatingScale | undefined;
  /** Seconds since 1970-01-01 UTC; NaN where unknown; [rows]. */
  readonly timestamps?: Float64Array | undefined;
  readonly context?: ReadonlyMap<string, ContextColumn> | undefined;
  readonly userFeatures?: Features | undefined;
  readonly itemFeatures?: Features | undefined;
  readonly edges?: Edges | undefined;
}

export interface RatingScale {
  readonly min: number;
  readonly max: number;
}
