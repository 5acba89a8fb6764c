/** What answers for users whom a model does not know, where its training data are gone: what most users liked, as far as the model tells. */
import { Interactions, popular, type Recommender, type SparseRows, type TrainingOrigin } from '@likewise/core';

export async function fallbackOf(model: Recommender, { positive }: TrainingOrigin = {}): Promise<Recommender> {
  if (model.name === 'popular') return model;
  const { users, items, seen } = model;
  const kept = positive === undefined ? undefined : (seen as Partial<SparseRows>).values;
  const userItems = { ...seen, values: kept ?? new Float32Array(seen.indexes.length).fill(1) };
  return popular().fit(new Interactions({ users, items, userItems, valueKind: kept === undefined ? 'none' : 'weight' }));
}
