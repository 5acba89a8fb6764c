/** Small data that carries all a model may need: values of the right kind, times, features and a context column. */
import { type EdgeRow, type Edges, edgesFromRows } from '../src/data/edges.ts';
import type { Features } from '../src/data/features.ts';
import { IdMap } from '../src/data/id-map.ts';
import type { ContextColumn } from '../src/data/interaction-columns.ts';
import { type Interactions, interactionsFromColumns } from '../src/data/interactions.ts';
import { seededRandom } from '../src/math/random.ts';
import type { CatalogEntry } from '../src/models/contract/estimator.ts';
import { namedIds } from './named-ids.ts';

/** One pair, with its rating; models of implicit feedback get the pair alone. */
export type Pair = readonly [userIndex: number, itemIndex: number, rating: number];

/** Interactions of the kind that the model takes. Users u0…, items i0…, the last ones possibly without a pair. */
export function interactionsFor({ feedback }: CatalogEntry, users: number, items: number, pairs: readonly Pair[]): Interactions {
  const start = 1_700_000_000;
  return interactionsFromColumns({
    users: namedIds('u', users),
    items: namedIds('i', items),
    userIndexes: Uint32Array.from(pairs, ([u]) => u),
    itemIndexes: Uint32Array.from(pairs, ([, i]) => i),
    values: feedback === 'ratings' ? Float32Array.from(pairs, ([, , rating]) => rating) : undefined,
    valueKind: feedback === 'ratings' ? 'rating' : 'none',
    ratingScale: feedback === 'ratings' ? { min: 1, max: 5 } : undefined,
    timestamps: Float64Array.from(pairs, (_, row) => start + row * 3600),
    context: new Map<string, ContextColumn>([
      ['day', { kind: 'category', levels: ['week', 'weekend'], codes: Uint32Array.from(pairs, (_, row) => (row % 7 < 5 ? 0 : 1)) }],
    ]),
    userFeatures: parityFeatures(namedIds('u', users)),
    itemFeatures: parityFeatures(namedIds('i', items)),
    edges: parityFriends(users),
  });
}

/** Two groups of users with two groups of items; everyone has some of both. The last user and the last item have nothing. */
export function lawData(entry: CatalogEntry): Interactions {
  const users = 21;
  const items = 13;
  const random = seededRandom(5, 'law-data');
  const pairs: Pair[] = [];
  for (let u = 0; u < users - 1; u++) {
    for (let i = 0; i < items - 1; i++) {
      const alike = (u + i) % 2 === 0;
      // Every user keeps at least three unseen items.
      if ((u + 2 * i) % 4 === 0 || random.uniform() > (alike ? 0.8 : 0.3)) continue;
      pairs.push([u, i, Math.min(5, (alike ? 4 : 1) + random.integer(2))]);
    }
  }
  return interactionsFor(entry, users, items, pairs);
}

/** Everyone is a friend of the next two of the same parity. */
function parityFriends(users: number): Edges {
  const friends = (u: number): EdgeRow[] => [2, 4].filter((step) => u + step < users).map((step) => [`u${u}`, `u${u + step}`, 4 / step]);
  return edgesFromRows(
    Array.from({ length: users }, (_, u) => friends(u)).flatMap((rows) =>
      rows.flatMap(([a, b, w]): EdgeRow[] => [
        [a, b, w],
        [b, a, w],
      ]),
    ),
  );
}

/** Attributes and friends of just these. */
export function featuresFor(
  users: readonly string[],
  items: readonly string[],
): Pick<Interactions, 'userFeatures' | 'itemFeatures' | 'edges'> {
  const edges = users.flatMap((user, u): EdgeRow[] => [
    [user, users[(u + 2) % users.length], 1],
    [user, users[(u + 5) % users.length], 2],
  ]);
  return { userFeatures: parityFeatures(new IdMap(users)), itemFeatures: parityFeatures(new IdMap(items)), edges: edgesFromRows(edges) };
}

/** Feature "even" or "odd" of each id. */
function parityFeatures(ids: IdMap): Features {
  return {
    ids,
    names: ['even', 'odd'],
    matrix: {
      rows: ids.size,
      columns: 2,
      pointers: Uint32Array.from({ length: ids.size + 1 }, (_, row) => row),
      indexes: Uint32Array.from({ length: ids.size }, (_, row) => row % 2),
      values: new Float32Array(ids.size).fill(1),
    },
  };
}
