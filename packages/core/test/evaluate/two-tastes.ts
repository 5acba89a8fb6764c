/** A world in which a taste shows, and models that know it. */
import {
  type Estimator,
  type Interactions,
  interactionsFromRows,
  type Model,
  type Scorer,
  seededRandom,
  type UserQuery,
} from '../../src/index.ts';

/** Two tastes of 10 items each and 60 people; some items beside the taste. */
export function twoTastes(seed = 1): Interactions {
  const draw = seededRandom(seed);
  return interactionsFromRows(
    Array.from({ length: 60 }, (_, user) => user).flatMap((user) =>
      Array.from({ length: 8 }, (_, k) => {
        const taste = draw.uniform() < 0.9 ? user % 2 : 1 - (user % 2);
        return { user, item: taste * 10 + draw.integer(10), value: 1 + draw.integer(5), timestamp: user * 8 + k };
      }),
    ),
  );
}
export const data: Interactions = twoTastes();

/** An estimator around a scoring function of (train, who). */
export function scorer(
  name: string,
  score: (train: Interactions, who: UserQuery) => Float32Array | undefined,
  extra: object = {},
): Estimator {
  const fit = async (train: Interactions): Promise<Model> =>
    ({
      name,
      users: train.users,
      items: train.items,
      state: { settings: {}, users: train.users, items: train.items },
      seen: train.userItems,
      scoreItems: (who: UserQuery) => score(train, who),
      ...extra,
    }) as Scorer;
  return { name, settings: {}, fit };
}
export const taste: Estimator = scorer('taste', (train, who) => {
  const seen =
    typeof who === 'object' ? [...who.ratings].map(({ item }) => train.items.indexOf(item) as number) : itemsOf(train, who as number);
  const second = seen.filter((itemIndex) => (train.items.ids[itemIndex] as number) >= 10).length;
  return Float32Array.from(train.items.ids, (item) => ((item as number) >= 10 === second * 2 > seen.length ? 1 : 0));
});
export function itemsOf({ users, userItems }: Interactions, user: number): Uint32Array {
  const row = users.indexOf(user) as number;
  return userItems.indexes.subarray(userItems.pointers[row], userItems.pointers[row + 1]);
}
