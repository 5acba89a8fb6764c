import type { Estimator, Interactions, Model, Scorer, UserQuery } from '../../src/index.ts';

/** An estimator that scores all alike, and hears how it is asked. */
export function listener(asked: UserQuery[], extra: object = {}): Estimator {
  const fit = async (train: Interactions): Promise<Model> =>
    ({
      name: 'listener',
      users: train.users,
      items: train.items,
      state: { settings: {}, users: train.users, items: train.items },
      seen: train.userItems,
      scoreItems: (who: UserQuery) => {
        asked.push(who);
        return new Float32Array(train.items.size).fill(1);
      },
      ...extra,
    }) as Scorer;
  return { name: 'listener', settings: {}, fit };
}
