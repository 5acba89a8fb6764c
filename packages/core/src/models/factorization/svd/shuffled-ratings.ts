/** Ratings as one stream in a new random order every pass: gradient descent as textbooks write it, for one thread. */
import type { Interactions } from '../../../data/interactions.ts';
import type { Random } from '../../../math/random.ts';
import type { RatingGrid } from '../../vectors/rating-grid.ts';

/** A grid of one block whose runs are single ratings, person by person; `shuffleRatings` before each pass. O(ratings). */
export function ratingStream({ userItems: { rows, columns, pointers, indexes, values } }: Pick<Interactions, 'userItems'>): RatingGrid {
  const runUsers = new Uint32Array(indexes.length);
  for (let u = 0; u < rows; u++) runUsers.fill(u, pointers[u], pointers[u + 1]);
  return {
    side: 1,
    blockRuns: Uint32Array.of(0, indexes.length),
    userPlaces: upTo(rows),
    itemPlaces: upTo(columns),
    runUsers,
    runPointers: upTo(indexes.length + 1),
    items: indexes.slice(),
    ratings: values.slice(),
  };
}

const upTo = (length: number): Uint32Array => Uint32Array.from({ length }, (_, at) => at);

/** Every order of the ratings is as likely; in place. */
export function shuffleRatings({ runUsers, items, ratings }: Pick<RatingGrid, 'runUsers' | 'items' | 'ratings'>, random: Random): void {
  for (let at = ratings.length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    const user = runUsers[at];
    const item = items[at];
    const rating = ratings[at];
    runUsers[at] = runUsers[other];
    items[at] = items[other];
    ratings[at] = ratings[other];
    runUsers[other] = user;
    items[other] = item;
    ratings[other] = rating;
  }
}
