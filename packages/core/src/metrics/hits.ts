/** Metrics that count the relevant items among the first n, wherever they stand there. */
import { hitMetric, type MetricEntry, type RankedList } from './metric.ts';

function hitsAmong({ items, length, relevant }: RankedList, n: number): number {
  let hits = 0;
  for (let k = 0; k < n && k < length; k++) hits += relevant[items[k]];
  return hits;
}

const herlocker =
  'Herlocker, Konstan, Terveen, Riedl: Evaluating Collaborative Filtering Recommender Systems, TOIS 2004, doi:10.1145/963770.963772';

export const hitRate: MetricEntry<`hr@${number}`> = hitMetric(
  {
    name: 'hr',
    usage: 'hr@10',
    definition: '1 where any of the first n items is relevant, else 0',
    source: 'Deshpande, Karypis: Item-Based Top-N Recommendation Algorithms, TOIS 2004, doi:10.1145/963770.963776',
  },
  (n) => (list) => Math.min(1, hitsAmong(list, n)),
);

export const precision: MetricEntry<`precision@${number}`> = hitMetric(
  {
    name: 'precision',
    usage: 'precision@10',
    definition: 'relevant items among the first n ÷ n, also where the list is shorter',
    source: herlocker,
  },
  (n) => (list) => hitsAmong(list, n) / n,
);

/** By what a list of n can hold: a perfect list has 1 also where someone has more relevant items than n. Without that cap: `recallAll`. */
export const recall: MetricEntry<`recall@${number}`> = hitMetric(
  {
    name: 'recall',
    usage: 'recall@20',
    definition: 'relevant items among the first n ÷ min(n, relevant items)',
    source: 'Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, doi:10.1145/3178876.3186150',
  },
  (n) => (list) => hitsAmong(list, n) / Math.min(n, list.relevantCount),
);

/** By all there is to find: below 1 for every list of someone with more relevant items than n. */
export const recallAll: MetricEntry<`recall-all@${number}`> = hitMetric(
  {
    name: 'recall-all',
    usage: 'recall-all@20',
    definition: 'relevant items among the first n ÷ relevant items',
    source: herlocker,
  },
  (n) => (list) => hitsAmong(list, n) / list.relevantCount,
);
