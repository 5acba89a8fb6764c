/** Attributes of items or users: sparse named features, one row an id. */
import type { IdMap } from './id-map.ts';
import type { SparseRows } from './sparse-rows.ts';

export interface Features {
  /** Whom the rows describe. */
  readonly ids: IdMap;
  /** Name of each column, such as "genre=Comedy" or "year"; [columns]. */
  readonly names: readonly string[];
  /** [ids × names]. */
  readonly matrix: SparseRows;
}
