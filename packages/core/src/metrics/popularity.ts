/** Metrics of how many training users have what is listed. Not defined for an empty list. */
import type { Interactions } from '../data/interactions.ts';
import { columnCounts, filledRows } from '../matrix/sparse.ts';
import { type Judge, type MetricEntry, rankingMetric } from './metric.ts';

/** Place of each item by falling popularity, from 0, ties by lower index; [items]; and the items in that order. */
export function popularityOrder(train: Interactions): { readonly places: Uint32Array; readonly order: Uint32Array } {
  const counts = columnCounts(train.userItems);
  const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
  const places = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) places[order[place]] = place;
  return { places, order };
}

/** Share of the users with at least one interaction who have each item, at least `least` of them; [items]. */
function shares({ userItems }: Interactions, least: number): Float64Array {
  const users = filledRows(userItems).length;
  return Float64Array.from(columnCounts(userItems), (count) => Math.max(least, count) / users);
}

/** Mean of `worth(figures[item])` over the first n of a list; NaN for an empty one. */
function meanOver(n: number, figures: ArrayLike<number>, worth = (figure: number): number => figure): Judge {
  const values = Float64Array.from(figures, worth);
  return ({ items, length }) => {
    const shown = Math.min(n, length);
    let sum = 0;
    for (let k = 0; k < shown; k++) sum += values[items[k]];
    return sum / shown;
  };
}

export const popularity: MetricEntry<`popularity@${number}`> = rankingMetric(
  {
    name: 'popularity',
    usage: 'popularity@10',
    direction: 'neither',
    range: '[0, 1]',
    definition: 'mean over the first n items of the share of training people who have the item',
    source:
      'Abdollahpouri, Burke, Mobasher: Managing Popularity Bias in Recommender Systems with Personalized Re-ranking, FLAIRS 2019, arXiv:1901.07555 (average recommendation popularity, here as a share)',
  },
  (n, train) => meanOver(n, shares(train, 0)),
);

/** Higher means less known items. */
export const popularityRank: MetricEntry<`popularity-rank@${number}`> = rankingMetric(
  {
    name: 'popularity-rank',
    usage: 'popularity-rank@10',
    direction: 'neither',
    range: '[1, items]',
    definition: 'mean over the first n items of their place by falling popularity in training, 1 = most popular, ties by item index',
    source: 'Celma, Herrera: A New Approach to Evaluating Novel Recommendations, RecSys 2008, doi:10.1145/1454008.1454038',
  },
  (n, train) => meanOver(n, popularityOrder(train).places, (place) => place + 1),
);

/** An item that nobody has counts as if one user had it. */
export const novelty: MetricEntry<`novelty@${number}`> = rankingMetric(
  {
    name: 'novelty',
    usage: 'novelty@10',
    direction: 'higher',
    range: '[0, log₂ people]',
    definition: 'mean over the first n items of −log₂(max(1, people who have the item) / people in training), in bits',
    source:
      'Zhou, Kuscsik, Liu, Medo, Wakeling, Zhang: Solving the Apparent Diversity–Accuracy Dilemma, PNAS 2010, doi:10.1073/pnas.1000488107',
  },
  (n, train) => meanOver(n, shares(train, 1), (share) => -Math.log2(share)),
);

/** Above 0: lists are more popular than what people had. The mean is over people, each by the mean of their items. */
export const popularityLift: MetricEntry<`popularity-lift@${number}`> = {
  name: 'popularity-lift',
  usage: 'popularity-lift@10',
  kind: 'list',
  direction: 'neither',
  range: '[−1, ∞)',
  definition:
    '(g − g₀) / g₀, g = mean over people with a list of the mean share of training people who have its first n items, g₀ = the same of what they are known by',
  source:
    'Abdollahpouri, Mansoury, Burke, Mobasher: The Unfairness of Popularity Bias in Recommendation, RMSE at RecSys 2019, arXiv:1907.13286',
  create: (name, n) => ({
    kind: 'list',
    name,
    n,
    start(train) {
      const share = shares(train, 0);
      const mean = (items: ArrayLike<number>, length: number): number => {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += share[items[k]];
        return sum / length;
      };
      let [shown, had] = [0, 0];
      return {
        add({ items, length, known }) {
          if (length === 0 || known.length === 0) return;
          shown += mean(items, Math.min(n, length));
          had += mean(known, known.length);
        },
        value: () => (shown - had) / had,
      };
    },
  }),
};
