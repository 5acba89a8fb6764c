/** Training and test part as someone else cut them, such as `u1.base` and `u1.test` of MovieLens 100K. */
import type { Id } from '../data/id-map.ts';
import type { Interactions } from '../data/interactions.ts';
import { joinIds } from '../data/join-ids.ts';
import { parseCondition, positiveMask } from '../data/likes.ts';
import { selectInteractions } from '../data/select.ts';
import { LikewiseError } from '../errors.ts';
import { requireNoLeak } from './leaks.ts';
import { type Split, usersWithRows } from './split.ts';

export interface GivenSplitOptions {
  /** Keeps in both parts only what meets the condition, such as ">=4", as implicit positives. */
  readonly positive?: string | undefined;
  /** Arranges the ids of both parts, users and items alike. Absent: those of `train`, then what only `test` has. */
  readonly order?: ((ids: readonly Id[]) => readonly Id[]) | undefined;
}

/**
 * Ids of both parts make one numbering.
 * @throws LikewiseError `leaked-test` when a test pair is also in training: it would be left out of every list and could never
 * be found; `empty-part`, `invalid-condition`, `missing-ratings`, `no-positives`.
 */
export function givenSplit(train: Interactions, test: Interactions, { positive, order }: GivenSplitOptions = {}): Split {
  const joined = joinIds(train, test, order);
  requireNoLeak('given', { train: joined.first, test: joined.second });
  for (const [part, { size }] of [['training', train] as const, ['test', test] as const])
    if (size === 0) throw new LikewiseError('empty-part', `split given: the ${part} part has no interactions.`, { split: 'given', part });
  if (positive === undefined) return { name: 'given', folds: [{ train: joined.first, test: joined.second }] };
  const condition = parseCondition(positive);
  const part = (whole: Interactions) => selectInteractions(whole, positiveMask(whole, condition), { valueKind: 'none' });
  const testUsers = usersWithRows(joined.second);
  return { name: 'given', positive: condition.text, folds: [{ train: part(joined.first), test: part(joined.second), testUsers }] };
}
