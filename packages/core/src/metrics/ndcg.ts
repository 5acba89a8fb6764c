/** Normalized discounted cumulative gain, relevance 0 or 1: 1 where all that could be found stands in front. */
import { hitMetric, type MetricEntry } from './metric.ts';

export const ndcg: MetricEntry<`ndcg@${number}`> = hitMetric(
  {
    name: 'ndcg',
    usage: 'ndcg@10',
    definition: 'Σ_{k≤n} h(k)/log₂(k+1) ÷ Σ_{k≤min(n, relevant)} 1/log₂(k+1), h(k) = 1 where the k-th item is relevant, else 0',
    source: 'Järvelin, Kekäläinen: Cumulated Gain-Based Evaluation of IR Techniques, TOIS 2002, doi:10.1145/582415.582418',
  },
  (n) => {
    // The tables end with the longest list met, so that n may be larger than any catalog.
    const discounts: number[] = [];
    const ideals: number[] = [0];
    return ({ items, length, relevant, relevantCount }) => {
      const shown = Math.min(n, length);
      const possible = Math.min(n, relevantCount);
      while (discounts.length < Math.max(shown, possible)) {
        discounts.push(1 / Math.log2(discounts.length + 2));
        ideals.push(ideals[ideals.length - 1] + discounts[discounts.length - 1]);
      }
      let gain = 0;
      for (let k = 0; k < shown; k++) if (relevant[items[k]] === 1) gain += discounts[k];
      return gain / ideals[possible];
    };
  },
);
