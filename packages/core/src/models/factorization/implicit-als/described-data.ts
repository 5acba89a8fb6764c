/** Training data with users and items known by features alone: they follow those of the interactions. */
import type { Features } from '../../../data/features.ts';
import { type IdMap, positionsIn, unitedIds } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { filledRows, rowsInOrder, type SparseRows, withColumn, withEmptyRows } from '../../../matrix/sparse.ts';
import { requireNeed } from '../../contract/requirements.ts';
import type { ImplicitALSOptions } from './options.ts';

export interface DescribedData {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly seen: SparseRows;
  readonly positives: SparseRows;
  /** Features in the order of the rows; `undefined` where they do not count. */
  readonly userFeatures: SparseRows | undefined;
  readonly itemFeatures: SparseRows | undefined;
}

/** Users, items and matrices, with those known by features alone where features count. @throws LikewiseError `missing-item-features` and the like */
export function describedData(
  train: Interactions,
  positives: SparseRows,
  { itemFeatureWeight, userFeatureWeight }: ImplicitALSOptions,
): DescribedData {
  if (itemFeatureWeight > 0) requireNeed('implicitALS', train, 'item-features');
  if (userFeatureWeight > 0) requireNeed('implicitALS', train, 'user-features');
  const itemFeatures = itemFeatureWeight > 0 ? train.itemFeatures : undefined;
  const userFeatures = userFeatureWeight > 0 ? train.userFeatures : undefined;
  const items = itemFeatures === undefined ? train.items : unitedIds(train.items, itemFeatures.ids);
  const users = userFeatures === undefined ? train.users : unitedIds(train.users, userFeatures.ids);
  const widened = (matrix: SparseRows): SparseRows =>
    users === train.users && items === train.items ? matrix : withEmptyRows(matrix, users.size, items.size);
  return {
    users,
    items,
    seen: widened(train.userItems),
    positives: widened(positives),
    itemFeatures: itemFeatures && describedRows(itemFeatures, items),
    userFeatures: userFeatures && describedRows(userFeatures, users),
  };
}

/** The normal matrix is dense: 32 MB at this size. */
const MOST_FEATURES = 2000;

/**
 * Features in the order of `ids`, each described row ending with a constant 1; [ids × (features + 1)].
 * @throws LikewiseError `no-features` where there are only texts; `too-large`
 */
function describedRows({ matrix, names, ids: from }: Features, ids: IdMap): SparseRows {
  const count = names.length;
  if (count === 0) {
    throw new LikewiseError(
      'no-features',
      `implicitALS: features need at least one category, number or vector; got none (texts are not read).`,
    );
  }
  if (count > MOST_FEATURES) {
    throw new LikewiseError(
      'too-large',
      `implicitALS: at most ${MOST_FEATURES} features can be mapped to vectors; got ${count}. Leave out attributes whose levels are of one row each, such as titles.`,
      { features: count, most: MOST_FEATURES },
    );
  }
  const allColumns = Int32Array.from({ length: count }, (_, k) => k);
  const rows = rowsInOrder(matrix, positionsIn(from, ids.ids), allColumns, count);
  const described = filledRows(rows);
  return withColumn(rows, { indexes: described, values: new Float32Array(described.length).fill(1) });
}
