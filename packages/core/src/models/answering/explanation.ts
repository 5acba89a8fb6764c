/** Why a user gets an item, where a score is a sum over what they gave. */
import type { IdMap } from '../../data/id-map.ts';
import type { Explanation, Reason } from '../contract/model.ts';
import type { FoldInRow } from './user-row.ts';

/** Reasons by what the user gave and by what is so for everyone, largest first; they add up to the score. */
export function explanationOf(items: IdMap, { indexes }: FoldInRow, shares: Float64Array, everyone: number): Explanation {
  const because: Reason[] = Array.from(shares, (contribution, e) => ({ item: items.ids[indexes[e]], contribution }));
  if (everyone !== 0) because.push({ attribute: 'everyone', contribution: everyone });
  because.sort((a, b) => b.contribution - a.contribution);
  return { score: because.reduce((sum, { contribution }) => sum + contribution, 0), because };
}
