/** Interactions as texts, to compare parts by. */
import type { Interactions } from '../../src/index.ts';

/** "user item value time fold" of each interaction: what must move with it. */
export function pairsOf(data: Interactions): string[] {
  const fold = data.context.get('fold');
  const pairs: string[] = [];
  for (let user = 0; user < data.users.size; user++) {
    for (let e = data.userItems.pointers[user]; e < data.userItems.pointers[user + 1]; e++) {
      const cell = fold?.kind === 'category' ? fold.levels[fold.codes[e]] : '';
      const item = data.items.ids[data.userItems.indexes[e]];
      pairs.push(`${data.users.ids[user]} ${item} ${data.userItems.values[e]} ${data.timestamps?.[e]} ${cell}`);
    }
  }
  return pairs;
}
/** "user item" of each. */
export const pairs = (data: Interactions): ReadonlySet<string> =>
  new Set(pairsOf(data).map((pair) => pair.split(' ').slice(0, 2).join(' ')));
