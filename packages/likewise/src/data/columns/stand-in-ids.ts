/** Ids that programs write where there is none: NA, null, - … They stay ids, and are warned of where much hangs on one. */
import type { IdMap } from '@likewise/core';
import { counted, whole } from '../../words/numbers.ts';

const standIns = new Set([
  ...'na n/a #n/a nan null none nil undefined unknown anonymous anon guest nobody (none) \\n - -- ? -1'.split(' '),
  '(not set)',
  'not set',
  'not available',
  '00000000-0000-0000-0000-000000000000',
]);

/** An id of nobody has at least this share of the rows, or so many times the mean. */
const SHARE = 0.05;
const TIMES_MEAN = 5;

/** One sentence for each id that seems to stand for many who have none. */
export function standInWarnings(of: 'user' | 'item', ids: IdMap, indexes: Uint32Array): string[] {
  const suspects = ids.ids.flatMap((id, index) => (standIns.has(String(id).toLowerCase()) ? [index] : []));
  if (suspects.length === 0 || ids.size < 2) return [];
  const counts = new Uint32Array(ids.size);
  for (const index of indexes) counts[index]++;
  const mean = indexes.length / ids.size;
  return suspects
    .filter((index) => counts[index] > mean && (counts[index] >= TIMES_MEAN * mean || counts[index] >= SHARE * indexes.length))
    .map((index) => {
      const id = ids.ids[index];
      const one = of === 'user' ? 'one person' : 'one thing';
      return `the ${of} ${id} has ${counted(counts[index], 'row')} of ${whole(indexes.length)} and counts as ${one}; if it stands for many without an id, leave its rows out with --skip-ids ${id}`;
    });
}
