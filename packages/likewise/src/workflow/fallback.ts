/** The list for people whom a model does not know. */
import { Interactions, popular, type Recommender } from '@likewise/core';

/** `popular` from what a model's training users had. */
export async function popularOfSeen(model: Recommender): Promise<Recommender> {
  if (model.name === 'popular') return model;
  const { users, items, seen } = model;
  const userItems = { ...seen, values: new Float32Array(seen.indexes.length).fill(1) };
  return popular().fit(new Interactions({ users, items, userItems, valueKind: 'none' }));
}
