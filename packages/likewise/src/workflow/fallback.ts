/** What answers for users whom a model does not know: what most users liked. */
import { type Estimator, Interactions, PopularModel, popular, positives, type Recommender } from '@likewise/core';

/** `popular` by how many users liked an item; what was only seen is left out of their lists, but counts for nothing. */
export const fallback: Estimator<PopularModel> = {
  name: 'popular',
  settings: {},
  async fit(train) {
    if (train.valueKind !== 'weight') return popular().fit(train);
    const { state } = await popular().fit(positives(train, '>0'));
    const { rows, columns, pointers, indexes } = train.userItems;
    return new PopularModel({ ...state, seen: { rows, columns, pointers, indexes } });
  },
};

/** For a model whose training data are gone: by what its users had. */
export async function fallbackOf(model: Recommender): Promise<Recommender> {
  if (model.name === 'popular') return model;
  const { users, items, seen } = model;
  const userItems = { ...seen, values: new Float32Array(seen.indexes.length).fill(1) };
  return fallback.fit(new Interactions({ users, items, userItems, valueKind: 'none' }));
}
