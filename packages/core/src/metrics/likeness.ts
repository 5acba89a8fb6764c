/**
 * How alike two items are, by what is known of them and not by any model: the cosine of the 0/1 vectors of the training users who have
 * them, or of their feature rows. 0 where one of the two has nothing.
 */
import type { Features } from '../data/features.ts';
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { rowsInOrder, type SparseRows } from '../matrix/sparse.ts';
import type { Likeness, ModelLikeness } from './metric.ts';

/** Cosines kept at most: lists repeat pairs, a long tail of pairs does not. */
const MOST_KEPT = 2_000_000;

/** What items can be compared by. */
export const likenesses = ['cooccurrence', 'features', 'vectors', 'similar'] as const;

/** Not a number where a model is to say and cannot. @throws LikewiseError `missing-item-features` by the name of the metric */
export function likenessOf(
  metric: string,
  train: Interactions,
  by: (typeof likenesses)[number],
  ofModel: ModelLikeness | undefined,
): Likeness {
  if (by === 'vectors' || by === 'similar') return ofModel?.[by] ?? (() => Number.NaN);
  return kept(by === 'features' ? cosineOf(itemFeatureRows(metric, train)) : cosineOf(train.itemUsers, false), train.items.size);
}

/** Rows of the item features in the order of the items; empty for an item that they do not describe. @throws LikewiseError `missing-item-features` */
export function itemFeatureRows(metric: string, train: Interactions): SparseRows {
  const { ids, matrix } = itemFeaturesOf(metric, train);
  const sources = Int32Array.from(train.items.ids, (id) => ids.indexOf(id) ?? -1);
  return rowsInOrder(
    matrix,
    sources,
    Int32Array.from({ length: matrix.columns }, (_, column) => column),
    matrix.columns,
  );
}

/** @throws LikewiseError `missing-item-features` */
export function itemFeaturesOf(metric: string, { itemFeatures }: Interactions): Features {
  if (itemFeatures !== undefined) return itemFeatures;
  const must = 'the interactions must carry item features; got none. Give attributes of the items (--item-features on the command line)';
  throw new LikewiseError('missing-item-features', `metric ${metric}: ${must}, or take a metric that needs none.`, { metric });
}

/** @param weighed whether the values of entries count, or only that they are there */
function cosineOf({ pointers, indexes, values }: SparseRows, weighed = true): Likeness {
  const worth = (e: number): number => (weighed ? values[e] : 1);
  const squares = new Float64Array(pointers.length - 1).map((_, row) => {
    if (!weighed) return pointers[row + 1] - pointers[row];
    let sum = 0;
    for (let e = pointers[row]; e < pointers[row + 1]; e++) sum += values[e] * values[e];
    return sum;
  });
  return (i, j) => {
    const product = squares[i] * squares[j];
    if (product === 0) return 0;
    let sum = 0;
    let [a, b] = [pointers[i], pointers[j]];
    const [endA, endB] = [pointers[i + 1], pointers[j + 1]];
    while (a < endA && b < endB) {
      const difference = indexes[a] - indexes[b];
      if (difference === 0) sum += worth(a) * worth(b);
      if (difference <= 0) a++;
      if (difference >= 0) b++;
    }
    return sum / Math.sqrt(product);
  };
}

function kept(cosine: Likeness, items: number): Likeness {
  const known = new Map<number, number>();
  return (i, j) => {
    const key = i < j ? i * items + j : j * items + i;
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = cosine(i, j);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(key, value);
    return value;
  };
}
