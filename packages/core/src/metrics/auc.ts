/**
 * Area under the ROC curve over the whole catalog: the chance that a relevant candidate is scored above one that is not, 0.5 = by chance.
 * Not defined (NaN) where every candidate is relevant. An item without a score (NaN) counts as scored below all others.
 */
import type { MetricEntry } from './metric.ts';

export const auc: MetricEntry<'auc'> = {
  name: 'auc',
  usage: 'auc',
  kind: 'ranking',
  direction: 'higher',
  range: '[0, 1]',
  definition:
    'share of the pairs (relevant, not relevant) of candidates of the whole catalog where the relevant one scores higher, ties count ½',
  source: 'Rendle, Freudenthaler, Gantner, Schmidt-Thieme: BPR, UAI 2009, arXiv:1205.2618 (§3.2)',
  create: (name) => ({
    kind: 'ranking',
    name,
    n: 0,
    needsScores: true,
    start: () => {
      let sorted = new Float32Array(64);
      return ({ scores, relevant, excluded, relevantItems }) => {
        if (scores === undefined) return Number.NaN;
        if (sorted.length < relevantItems.length) sorted = new Float32Array(2 * relevantItems.length);
        let found = 0;
        for (let i = 0; i < scores.length; i++)
          if (relevant[i] === 1 && excluded[i] === 0) sorted[found++] = Number.isNaN(scores[i]) ? Number.NEGATIVE_INFINITY : scores[i];
        const best = sorted.subarray(0, found).sort();
        let pairs = 0;
        let won = 0;
        for (let i = 0; i < scores.length; i++) {
          if (excluded[i] === 1 || relevant[i] === 1) continue;
          const score = Number.isNaN(scores[i]) ? Number.NEGATIVE_INFINITY : scores[i];
          pairs += found;
          // Relevant items above this one, and half of those level with it.
          won += found - (countBelow(best, score, false) + countBelow(best, score, true)) / 2;
        }
        return won / pairs;
      };
    },
  }),
};

/** Entries of an ascending array below `value`, or not above it. */
function countBelow(ascending: Float32Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value || (orEqual && ascending[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
