/** What answers for users whom a model does not know, where its training data are gone: what most users had. */
import { Interactions, popular, type Recommender } from '@likewise/core';

export async function fallbackOf(model: Recommender): Promise<Recommender> {
  if (model.name === 'popular') return model;
  const { users, items, seen } = model;
  const userItems = { ...seen, values: new Float32Array(seen.indexes.length).fill(1) };
  return popular().fit(new Interactions({ users, items, userItems, valueKind: 'none' }));
}
