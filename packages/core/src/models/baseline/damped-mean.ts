/**
 * Damped mean rating: score(i) = r̂(i) = (Σ_u r(u,i) + λ μ) / (n_i + λ), the same for everyone, with μ the mean of all
 * ratings and n_i the ratings of item i: as if λ more people had given each item the mean. One 5 does not outrank a
 * hundred 4.8s.
 *
 * Source: Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, Foundations and Trends in Human–Computer
 * Interaction 2011, doi:10.1561/1100000009 (§2.1, damping of baseline predictors).
 * Differs: an item that nobody rated is not scored; its damped mean would be μ, which says nothing about it.
 */

import type { Id, IdMap } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import type { Interactions } from '../../data/interactions.ts';
import { clipped, meanOf } from '../../data/rating-scale.ts';
import { patternOf, type SparsePattern } from '../../matrix/sparse.ts';
import { number, type OptionSpecs, resolveOptions } from '../../options.ts';
import { answersAlike } from '../answering/answers-alike.ts';
import { recommendByScores } from '../answering/recommend.ts';
import type { CatalogEntry, Estimator, FitContext } from '../contract/estimator.ts';
import type { RatingPredictor, Recommender, RecommendOptions, ScoredItem, Who } from '../contract/model.ts';
import { refuseRefit, requireRatings } from '../contract/requirements.ts';
import type { ModelState } from '../contract/state.ts';

export interface DampedMeanOptions {
  /** λ: how many ratings of the overall mean each item is given in addition; ≥ 0. @default 10 */
  readonly damping: number;
}
const options: OptionSpecs<DampedMeanOptions> = {
  damping: number(10, { min: 0 }, 'ratings of the overall mean that each item is given in addition'),
};

export interface DampedMeanState extends ModelState {
  readonly seen: SparsePattern;
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** Damped mean of each item in points of the scale, μ where nobody rated it; [items]. */
  readonly means: Float64Array;
  /** Ratings of each item; [items]. */
  readonly counts: Uint32Array;
}

/**
 * Ranks items by their mean rating, drawn towards the overall mean where ratings are few.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`.
 */
export function dampedMean(given: Partial<DampedMeanOptions> = {}): Estimator<DampedMeanModel, DampedMeanOptions> {
  const settings = resolveOptions('dampedMean', options, given);
  return Object.freeze({ name: 'damped-mean', settings, fit });

  async function fit(train: Interactions, { signal, refit }: FitContext = {}): Promise<DampedMeanModel> {
    refuseRefit('dampedMean', refit);
    signal?.throwIfAborted();
    requireRatings('dampedMean', train);
    const { users, items, userItems } = train;
    const { indexes, values } = userItems;
    const meanRating = meanOf(values);
    // Deviations from μ are summed, not ratings: smaller sums, and equal ratings give exactly μ.
    const sums = new Float64Array(items.size);
    const counts = new Uint32Array(items.size);
    for (let e = 0; e < indexes.length; e++) {
      sums[indexes[e]] += values[e] - meanRating;
      counts[indexes[e]]++;
    }
    const means = sums.map((sum, i) => (counts[i] === 0 ? meanRating : meanRating + sum / (counts[i] + settings.damping)));
    const { min, max } = train.ratingScale as RatingScale;
    return new DampedMeanModel({
      settings: { ...settings },
      users,
      items,
      seen: patternOf(userItems),
      ratingScale: { min, max },
      means,
      counts,
    });
  }
}

/** Answers for anyone: a new person gets the same list, less what they already have. */
export class DampedMeanModel implements Recommender, RatingPredictor {
  readonly name = 'damped-mean';
  readonly state: DampedMeanState;

  constructor(state: DampedMeanState) {
    this.state = Object.freeze({ ...state });
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  get seen(): SparsePattern {
    return this.state.seen;
  }

  /** Damped mean of the item; `undefined` for an unknown user, and for an item that nobody rated. */
  predict(user: Id, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.state.counts[itemIndex] === 0 || !answersAlike(this, user)) return undefined;
    return clipped(this.state.means[itemIndex], this.state.ratingScale);
  }

  /** Damped mean of each item, NaN where nobody rated it; `undefined` for an unknown user. */
  scoreItems(who: Who): Float32Array | undefined {
    const { means, counts } = this.state;
    if (!answersAlike(this, who)) return undefined;
    const scores = new Float32Array(means.length);
    for (let i = 0; i < scores.length; i++) scores[i] = counts[i] === 0 ? Number.NaN : means[i];
    return scores;
  }

  recommend(who: Who, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, recommendOptions);
  }
}

export const dampedMeanEntry: CatalogEntry<DampedMeanOptions, DampedMeanModel> = {
  name: 'damped-mean',
  factory: 'dampedMean',
  family: 'baseline',
  summary: 'What is rated best, drawn towards the mean where ratings are few; the same list for everyone.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'fold-in'],
  options,
  formula: 'r̂(i) = (Σ_u r(u,i) + λ μ) / (n_i + λ)',
  source:
    'Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, Foundations and Trends in Human–Computer Interaction 2011, doi:10.1561/1100000009',
  create: dampedMean,
  restore: (state) => new DampedMeanModel(state as DampedMeanState),
};
