/** What a prediction of gradient-mf starts from. */
import { columnMeans, type SparseRows } from '../../../matrix/sparse.ts';

/** Mean rating of each item, 0 where it has none; [items]. */
export const itemMeans = (ratings: SparseRows): Float32Array => Float32Array.from(columnMeans(ratings));

/** Ratings less what is known of their item. */
export function lessItems(ratings: SparseRows, itemBias: Float32Array): SparseRows {
  return { ...ratings, values: ratings.values.map((rating, e) => rating - itemBias[ratings.indexes[e]]) };
}
