/** What an estimator must find in its training data, asked before anything is computed. Every estimator starts with these. */
import type { Interactions } from '../../data/interactions.ts';
import { likesCondition } from '../../data/likes.ts';
import { LikewiseError } from '../../errors.ts';
import type { DataNeed } from './estimator.ts';

/** @throws LikewiseError `empty-data` where there is not one interaction, or none that teaches: all are weights of 0. */
export function requireInteractions(owner: string, train: Interactions): void {
  const { users, items, size, valueKind, userItems } = train;
  if (size > 0) {
    if (valueKind !== 'weight' || userItems.values.some((value) => value !== 0)) return;
    throw new LikewiseError(
      'empty-data',
      `${owner}: training needs at least one value above 0; all ${size} values are 0. Check the rule that picks positives.`,
      { interactions: size },
    );
  }
  throw new LikewiseError(
    'empty-data',
    `${owner}: training needs at least one interaction; got none (${users.size} users, ${items.size} items). Check the file, the split, or the rule that picks positives.`,
    { users: users.size, items: items.size },
  );
}

/**
 * A column that says 1 everywhere is none of ratings: it tells who met what, like one of clicks. Ratings that are all another
 * number are answered with that number.
 * @throws LikewiseError `empty-data`; `missing-ratings` where the values are not ratings on a scale.
 */
export function requireRatings(owner: string, train: Interactions): void {
  requireInteractions(owner, train);
  const { valueKind, ratingScale } = train;
  if (ratingScale !== undefined && !(ratingScale.min === 1 && ratingScale.max === 1)) return;
  const instead = ['implicit-als', 'bpr', 'popular'];
  const models = `take a model of implicit feedback such as ${instead.join(', ')}`;
  const problem =
    ratingScale === undefined
      ? `every interaction must carry a rating; got ${valueKind === 'weight' ? 'weights of implicit feedback' : 'interactions without values'}. Name the rating column, or ${models}.`
      : `every rating is 1, which says who met what and not who liked it. State the scale if they are ratings (--scale 1,5; ratingScale in the library), or ${models}.`;
  throw new LikewiseError('missing-ratings', `${owner}: ${problem}`, { valueKind, instead });
}

/**
 * For models of what users had or liked, to which a low rating would count as a like. Equal ratings say who had what.
 * @throws LikewiseError `empty-data`; `unexpected-ratings` where the values are ratings on a scale.
 */
export function requireLikes(owner: string, train: Interactions): void {
  requireInteractions(owner, train);
  if (train.ratingScale === undefined || train.ratingScale.min === train.ratingScale.max) return;
  const { min, max } = train.ratingScale;
  const { text: condition } = likesCondition(train)!;
  const instead = ['svd', 'explicit-als', 'item-knn'];
  throw new LikewiseError(
    'unexpected-ratings',
    `${owner}: learns from what people had or liked; got ratings from ${min} to ${max}, of which a ${min} would count as a like. Say what people liked (--positive "${condition}"; likes(data, '${condition}') in the library; evaluate --relevant "${condition}" judges them beside models of ratings), say that the values are weights (--columns user,item,weight; valueKind: 'weight'), or take a model of ratings such as ${instead.join(', ')}.`,
    { scale: { min, max }, positive: condition, instead },
  );
}

/** What the interactions must carry for a need of the catalog, and how to give it. */
const needs = {
  timestamps: ['missing-timestamps', 'times', 'Name the timestamp column'],
  'item-features': [
    'missing-item-features',
    'item features',
    'Give attributes or texts of the items (--item-features on the command line)',
  ],
  'user-features': ['missing-user-features', 'attributes of users', 'Give them (--user-features on the command line)'],
  edges: ['missing-edges', 'edges between people', 'Give them (--edges on the command line)'],
} as const;

/** @throws LikewiseError `missing-timestamps`, `missing-item-features`, `missing-user-features`, `missing-edges` where the data has none */
export function requireNeed(owner: string, train: Interactions, need: DataNeed): void {
  const { timestamps, itemFeatures, userFeatures, edges, context } = train;
  const timed = need === 'timestamps' && timestamps?.some((seconds) => Number.isFinite(seconds));
  const found = { timestamps: timed || undefined, 'item-features': itemFeatures, 'user-features': userFeatures, edges, context };
  if (found[need] !== undefined || need === 'context') return;
  const [code, what, remedy] = needs[need];
  throw new LikewiseError(code, `${owner}: the interactions must carry ${what}; got none. ${remedy}, or take popular, which needs none.`, {
    instead: ['popular'],
  });
}

/** Seconds of every interaction, NaN where unknown. @throws LikewiseError `empty-data`; `missing-timestamps` where no time is known. */
export function requireTrainingTimes(owner: string, train: Interactions): Float64Array {
  requireInteractions(owner, train);
  requireNeed(owner, train, 'timestamps');
  return train.timestamps as Float64Array;
}
