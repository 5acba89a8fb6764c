/** Ratings that a few factors explain: what matrix factorization must find again. */
import { type Interactions, interactionsFromColumns } from '../src/data/interactions.ts';
import { seededRandom } from '../src/math/random.ts';
import { namedIds } from './named-ids.ts';

export interface LowRankOptions {
  readonly users: number;
  readonly items: number;
  /** Factors that made the ratings; 0: all ratings equal 3. */
  readonly rank: number;
  /** Share of pairs that are rated, in (0, 1]. @default 1 */
  readonly density?: number;
  /** Standard deviation of what the factors do not explain, in points. @default 0 */
  readonly noise?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** Users u0…, items i0…; ratings around 3 with standard deviation 1, not rounded; every user and item has at least one. */
export function lowRankRatings({ users, items, rank, density = 1, noise = 0, seed = 1 }: LowRankOptions): Interactions {
  const taste = seededRandom(seed, 'taste');
  const normals = (count: number): number[] => Array.from({ length: count }, () => taste.normal());
  const userFactors = normals(users * rank);
  const itemFactors = normals(items * rank);
  const pick = seededRandom(seed, 'pick');
  const deviation = seededRandom(seed, 'noise');
  const userIndexes: number[] = [];
  const itemIndexes: number[] = [];
  const values: number[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      if (pick.uniform() >= density && i % users !== u && u % items !== i) continue;
      let sum = 0;
      for (let f = 0; f < rank; f++) sum += userFactors[u * rank + f] * itemFactors[i * rank + f];
      userIndexes.push(u);
      itemIndexes.push(i);
      values.push(3 + (rank === 0 ? 0 : sum / Math.sqrt(rank)) + noise * deviation.normal());
    }
  }
  return interactionsFromColumns({
    users: namedIds('u', users),
    items: namedIds('i', items),
    userIndexes: Uint32Array.from(userIndexes),
    itemIndexes: Uint32Array.from(itemIndexes),
    values: Float32Array.from(values),
  });
}
