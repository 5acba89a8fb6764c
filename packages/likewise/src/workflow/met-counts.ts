/** How often items and users of a model's training data were met. */
import { can, LikewiseError, type Model } from '@likewise/core';

/** How many people have each item, or how many items each user; dislikes count. @throws LikewiseError `missing-input` for a model that keeps no record of it */
export function metCounts(model: Model, side: 'users' | 'items'): Uint32Array {
  if (!can(model, 'score')) throw new LikewiseError('missing-input', `${model.name} keeps no record of who had what.`);
  const { pointers, indexes } = model.seen;
  if (side === 'users') return pointers.subarray(1).map((end, user) => end - pointers[user]);
  const counts = new Uint32Array(model.items.size);
  for (const item of indexes) counts[item]++;
  return counts;
}
