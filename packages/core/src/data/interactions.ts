/** User–item interactions, immutable: the input of every estimator. */
import { type SparseRows, transpose } from '../matrix/sparse.ts';
import type { Edges } from './edges.ts';
import type { Features } from './features.ts';
import type { IdMap } from './id-map.ts';
import type { ContextColumn, DuplicatesRule, InteractionColumns, RatingScale, ValueKind } from './interaction-columns.ts';
import { mergeRows } from './merge-rows.ts';
import { scaleOf } from './rating-scale.ts';

/** What interactions are made of. Left out: nothing known of it; the scale is then the one from the smallest to the largest rating. */
export type InteractionParts = Pick<Interactions, 'users' | 'items' | 'userItems' | 'valueKind'> & {
  readonly [Part in 'timestamps' | 'sourceOrder' | 'context' | 'userFeatures' | 'itemFeatures' | 'edges' | 'ratingScale' | 'mergedRows']?:
    | Interactions[Part]
    | undefined;
};

/** Entries are ordered by user, then item; `timestamps`, `sourceOrder` and `context` follow the entries of `userItems`. */
export class Interactions {
  readonly users: IdMap;
  readonly items: IdMap;
  /** [users × items]. */
  readonly userItems: SparseRows;
  readonly valueKind: ValueKind;
  /** Seconds since 1970-01-01 UTC, NaN where unknown; [interactions]. */
  readonly timestamps: Float64Array | undefined;
  /** Rises with the place in the source: the order of a user's interactions of one moment; [interactions]. Absent: as they stand. */
  readonly sourceOrder: Uint32Array | undefined;
  readonly context: ReadonlyMap<string, ContextColumn>;
  readonly userFeatures: Features | undefined;
  readonly itemFeatures: Features | undefined;
  /** Who trusts or is a friend of whom. */
  readonly edges: Edges | undefined;
  /** Smallest and largest value, or the scale stated; `undefined` unless values are ratings. */
  readonly ratingScale: RatingScale | undefined;
  /** Rows of the source that were merged into an earlier pair. */
  readonly mergedRows: number;
  #itemUsers: SparseRows | undefined;

  constructor(parts: InteractionParts) {
    this.users = parts.users;
    this.items = parts.items;
    this.userItems = parts.userItems;
    this.valueKind = parts.valueKind;
    this.timestamps = parts.timestamps;
    this.sourceOrder = parts.sourceOrder;
    this.context = parts.context ?? new Map();
    this.userFeatures = parts.userFeatures;
    this.itemFeatures = parts.itemFeatures;
    this.edges = parts.edges;
    this.mergedRows = parts.mergedRows ?? 0;
    this.ratingScale = parts.valueKind === 'rating' ? (parts.ratingScale ?? scaleOf(parts.userItems.values)) : undefined;
  }

  /**
   * A copy that differs in the parts named, the only way to one; `undefined` takes a part away. Everything else stays, the
   * rating scale too as long as values are ratings. Times, source order and context must follow the entries of the `userItems` given.
   * @example ratings.with({ itemFeatures })
   */
  with(changes: Partial<InteractionParts>): Interactions {
    return new Interactions({ ...this, ...changes });
  }

  /** Number of interactions. */
  get size(): number {
    return this.userItems.indexes.length;
  }

  /** Whether the values are ratings on a scale. */
  get hasRatings(): boolean {
    return this.valueKind === 'rating';
  }

  /** [items × users]: the transpose, made at the first question. */
  get itemUsers(): SparseRows {
    this.#itemUsers ??= transpose(this.userItems).matrix;
    return this.#itemUsers;
  }
}

/** Weights of one pair, such as quantities, add up; of ratings the last counts. */
export const usualDuplicates = (valueKind: ValueKind): DuplicatesRule => (valueKind === 'weight' ? 'sum' : 'last');

/**
 * Interactions from columns; duplicates are merged by the rule, `usualDuplicates` unless stated.
 * @throws LikewiseError `invalid-value` for a value that is not finite; `duplicate-pair` by rule `error`.
 */
export function interactionsFromColumns(
  columns: InteractionColumns,
  { duplicates }: { readonly duplicates?: DuplicatesRule | undefined } = {},
): Interactions {
  const valueKind = columns.valueKind ?? (columns.values === undefined ? 'none' : 'rating');
  return new Interactions({ ...columns, valueKind, ...mergeRows(columns, duplicates ?? usualDuplicates(valueKind)) });
}
