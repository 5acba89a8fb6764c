/**
 * Accuracy that does not reward popularity: popular items are over-represented in what is held out, so that a hit on them says least.
 * Either each relevant item counts by the inverse of its propensity to be seen, or the head of the catalog is not asked for at all.
 */
import type { Interactions } from '../data/interactions.ts';
import { columnCounts } from '../matrix/sparse.ts';
import { type Judge, type MetricEntry, rankingMetric } from './metric.ts';
import { popularityOrder } from './popularity.ts';

/** γ of the propensity ∝ count^((γ+1)/2): 2, the middle of what the source tries. */
const EXPONENT = 1.5;
/** Share of the training interactions that the short head has. */
const HEAD = 1 / 3;

const propensity =
  'Yang, Cui, Xuan, Wang, Belongie, Estrin: Unbiased Offline Recommender Evaluation for Missing-Not-At-Random Implicit Feedback, RecSys 2018, doi:10.1145/3240323.3240355';
const longTail =
  'Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010, doi:10.1145/1864708.1864721';
const weights = 'w = 1 / (training people who have the item, at least 1)^1.5';
const outside = 'outside the head, the fewest most popular items that have a third of the training interactions';

export const recallDebiased: MetricEntry<`recall-debiased@${number}`> = rankingMetric(
  {
    name: 'recall-debiased',
    usage: 'recall-debiased@20',
    direction: 'higher',
    range: '[0, 1]',
    definition: `Σ w of the relevant items among the first n ÷ Σ w of the relevant items, ${weights}`,
    source: `${propensity} (self-normalised inverse propensity, γ = 2)`,
  },
  (n, train) => {
    const worth = inversePropensities(train);
    return ({ items, length, relevant, relevantItems }) => {
      let found = 0;
      let all = 0;
      for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1) found += worth[items[k]];
      for (let e = 0; e < relevantItems.length; e++) all += worth[relevantItems[e]];
      return found / all;
    };
  },
);

export const ndcgDebiased: MetricEntry<`ndcg-debiased@${number}`> = rankingMetric(
  {
    name: 'ndcg-debiased',
    usage: 'ndcg-debiased@10',
    direction: 'higher',
    range: '[0, 1]',
    definition: `Σ_{k≤n} w h(k)/log₂(k+1) ÷ its largest value, that of the relevant items by falling w, ${weights}`,
    source: `NDCG with the gains of ${propensity}`,
  },
  (n, train) => discountedGain(n, inversePropensities(train)),
);

/** Not defined for someone without relevant items in the tail. */
export const recallTail: MetricEntry<`recall-tail@${number}`> = rankingMetric(
  {
    name: 'recall-tail',
    usage: 'recall-tail@20',
    direction: 'higher',
    range: '[0, 1]',
    definition: `recall@n where only relevant items count that stand ${outside}`,
    source: longTail,
  },
  (n, train) => {
    const tail = tailOf(train);
    return ({ items, length, relevant, relevantItems }) => {
      let found = 0;
      let all = 0;
      for (let k = 0; k < n && k < length; k++) found += relevant[items[k]] & tail[items[k]];
      for (let e = 0; e < relevantItems.length; e++) all += tail[relevantItems[e]];
      return found / Math.min(n, all);
    };
  },
);

/** Not defined for someone without relevant items in the tail. */
export const ndcgTail: MetricEntry<`ndcg-tail@${number}`> = rankingMetric(
  {
    name: 'ndcg-tail',
    usage: 'ndcg-tail@10',
    direction: 'higher',
    range: '[0, 1]',
    definition: `ndcg@n where only relevant items count that stand ${outside}`,
    source: longTail,
  },
  (n, train) => discountedGain(n, tailOf(train)),
);

/** Σ_{k≤n} worth h(k)/log₂(k+1) ÷ its largest value. */
function discountedGain(n: number, worth: ArrayLike<number>): Judge {
  return ({ items, length, relevant, relevantItems }) => {
    let gain = 0;
    let ideal = 0;
    for (let k = 0; k < n && k < length; k++) if (relevant[items[k]] === 1) gain += worth[items[k]] / Math.log2(k + 2);
    const best = Float64Array.from(relevantItems, (item) => -worth[item]).sort();
    for (let k = 0; k < n && k < best.length; k++) ideal -= best[k] / Math.log2(k + 2);
    return gain / ideal;
  };
}

/** [items] */
const inversePropensities = ({ userItems }: Interactions): Float64Array =>
  Float64Array.from(columnCounts(userItems), (count) => Math.max(1, count) ** -EXPONENT);

/** 0 for items of the head; ties of popularity by item index; [items] */
function tailOf(train: Interactions): Uint8Array {
  const counts = columnCounts(train.userItems);
  const { order } = popularityOrder(train);
  const tail = new Uint8Array(counts.length).fill(1);
  let left = train.userItems.indexes.length * HEAD;
  for (let place = 0; left > 0; place++) {
    tail[order[place]] = 0;
    left -= counts[order[place]];
  }
  return tail;
}
