/** What an estimator must find in its training data, asked before anything is computed. Every estimator starts with these. */
import type { Features } from '../data/features.ts';
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';

/** @throws LikewiseError `empty-data` where there is not one interaction. */
export function requireInteractions(owner: string, train: Interactions): void {
  if (train.size > 0) return;
  const { users, items } = train;
  throw new LikewiseError(
    'empty-data',
    `${owner}: training needs at least one interaction; got none (${users.size} users, ${items.size} items). Check the file, the split, or the rule that picks positives.`,
    { users: users.size, items: items.size },
  );
}

/** @throws LikewiseError `empty-data`; `missing-ratings` where the values are not ratings on a scale. */
export function requireRatings(owner: string, train: Interactions): void {
  requireInteractions(owner, train);
  if (train.hasRatings) return;
  const came = train.valueKind === 'weight' ? 'weights of implicit feedback' : 'interactions without values';
  throw new LikewiseError(
    'missing-ratings',
    `${owner}: every interaction must carry a rating; got ${came}. Name the rating column, or take a model of implicit feedback such as implicit-als or popular.`,
    { valueKind: train.valueKind, instead: ['implicit-als', 'popular'] },
  );
}

/** Seconds of every interaction, NaN where unknown. @throws LikewiseError `empty-data`; `missing-timestamps` where no time is known. */
export function requireTrainingTimes(owner: string, train: Interactions): Float64Array {
  requireInteractions(owner, train);
  if (train.timestamps?.some((seconds) => Number.isFinite(seconds))) return train.timestamps;
  throw new LikewiseError(
    'missing-timestamps',
    `${owner}: interactions must carry times; got none. Name the timestamp column, or take popular, which needs no times.`,
    { instead: ['popular'] },
  );
}

/** @throws LikewiseError `missing-item-features` where nothing is told of the items. */
export function requireItemFeatures(owner: string, { itemFeatures }: Interactions): Features {
  if (itemFeatures !== undefined) return itemFeatures;
  throw new LikewiseError(
    'missing-item-features',
    `${owner}: the interactions must carry item features; got none. Give attributes or texts of the items (--item-features on the command line), or take popular, which needs none.`,
    { instead: ['popular'] },
  );
}
