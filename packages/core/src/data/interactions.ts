/** User–item interactions, immutable: the input of every estimator. */
import { LikewiseError } from '../errors.ts';
import { type SparseRows, transpose } from '../matrix/sparse.ts';
import type { Edges } from './edges.ts';
import type { Features } from './features.ts';
import { type Id, IdMap } from './id-map.ts';
import type { ContextColumn, DuplicatesRule, InteractionColumns, RatingScale, ValueKind } from './interaction-columns.ts';
import { mergeRows } from './merge-rows.ts';
import { scaleOf } from './rating-scale.ts';

/** One interaction as the caller writes it. */
export interface InteractionRow {
  readonly user: Id;
  readonly item: Id;
  readonly value?: number | undefined;
  /** Seconds since 1970-01-01 UTC. */
  readonly timestamp?: number | undefined;
}

/** What interactions are made of. Left out: nothing known of it; the scale is then the one from the smallest to the largest rating. */
export type InteractionParts = Pick<Interactions, 'users' | 'items' | 'userItems' | 'valueKind'> & {
  readonly [Part in 'timestamps' | 'context' | 'userFeatures' | 'itemFeatures' | 'edges' | 'ratingScale' | 'mergedRows']?:
    | Interactions[Part]
    | undefined;
};

/** Entries are ordered by user, then item; `timestamps` and `context` follow the entries of `userItems`. */
export class Interactions {
  readonly users: IdMap;
  readonly items: IdMap;
  /** [users × items]. */
  readonly userItems: SparseRows;
  readonly valueKind: ValueKind;
  /** Seconds since 1970-01-01 UTC, NaN where unknown; [interactions]. */
  readonly timestamps: Float64Array | undefined;
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
    this.context = parts.context ?? new Map();
    this.userFeatures = parts.userFeatures;
    this.itemFeatures = parts.itemFeatures;
    this.edges = parts.edges;
    this.mergedRows = parts.mergedRows ?? 0;
    this.ratingScale = parts.valueKind === 'rating' ? (parts.ratingScale ?? scaleOf(parts.userItems.values)) : undefined;
  }

  /**
   * A copy that differs in the parts named, the only way to one; `undefined` takes a part away. Everything else stays, the
   * rating scale too as long as values are ratings. Times and context must follow the entries of the `userItems` given.
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

/**
 * Interactions from columns; duplicates are merged by the rule.
 * @throws LikewiseError `invalid-value` for a value that is not finite; `duplicate-pair` by rule `error`.
 */
export function interactionsFromColumns(
  columns: InteractionColumns,
  { duplicates = 'last' }: { readonly duplicates?: DuplicatesRule } = {},
): Interactions {
  const valueKind = columns.valueKind ?? (columns.values === undefined ? 'none' : 'rating');
  return new Interactions({ ...columns, valueKind, ...mergeRows(columns, duplicates) });
}

/**
 * Interactions from rows; ids are numbered by first appearance. Values are ratings unless `valueKind` says otherwise;
 * either every row has a value or none has; likewise timestamps.
 * @example interactionsFromRows([{ user: 'ann', item: 'tea', value: 5 }])
 */
export function interactionsFromRows(
  rows: Iterable<InteractionRow>,
  {
    valueKind,
    ratingScale,
    duplicates = 'last',
    userFeatures,
    itemFeatures,
    edges,
  }: {
    readonly valueKind?: ValueKind | undefined;
    readonly ratingScale?: RatingScale | undefined;
    readonly duplicates?: DuplicatesRule | undefined;
    readonly userFeatures?: Features | undefined;
    readonly itemFeatures?: Features | undefined;
    readonly edges?: Edges | undefined;
  } = {},
): Interactions {
  const list = [...rows];
  const users = numberIds(list.map((row) => row.user));
  const items = numberIds(list.map((row) => row.item));
  const valued = list.filter((row) => row.value !== undefined).length;
  if (valued !== 0 && valued !== list.length) {
    throw new LikewiseError(
      'missing-value',
      `interactionsFromRows: ${list.length - valued} of ${list.length} rows have no value; give one to every row or to none.`,
    );
  }
  const timed = list.some((row) => row.timestamp !== undefined);
  return interactionsFromColumns(
    {
      users: users.map,
      items: items.map,
      userIndexes: users.indexes,
      itemIndexes: items.indexes,
      valueKind,
      ratingScale,
      values: valued === 0 ? undefined : Float32Array.from(list, (row) => row.value as number),
      timestamps: timed ? Float64Array.from(list, (row) => row.timestamp ?? Number.NaN) : undefined,
      userFeatures,
      itemFeatures,
      edges,
    },
    { duplicates },
  );
}

/** Dense numbering by first appearance. */
export function numberIds(ids: readonly Id[]): { readonly map: IdMap; readonly indexes: Uint32Array } {
  const seen = new Map<Id, number>();
  const indexes = new Uint32Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    let index = seen.get(ids[row]);
    if (index === undefined) {
      index = seen.size;
      seen.set(ids[row], index);
    }
    indexes[row] = index;
  }
  return { map: new IdMap([...seen.keys()]), indexes };
}
