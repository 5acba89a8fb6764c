/**
 * Damped mean rating: score(i) = r̂(i) = (Σ_u r(u,i) + λ μ) / (n_i + λ), the same for everyone, with μ the mean of all
 * ratings and n_i the ratings of item i: as if λ more users had given each item the mean. One 5 does not outrank a
 * hundred 4.8s.
 *
 * Source: Ekstrand, Riedl, Konstan: Collaborative Filtering Recommender Systems, Foundations and Trends in Human–Computer
 * Interaction 2011, doi:10.1561/1100000009 (§2.1, damping of baseline predictors).
 * Differs: an item that nobody rated is not scored; its damped mean would be μ, which says nothing about it.
 */
import type { Id } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import { clipped, meanOf } from '../../data/rating-scale.ts';
import { patternOf } from '../../matrix/sparse.ts';
import { number, type OptionSpecs } from '../../options.ts';
import { SameForAllModel } from '../answering/same-for-all.ts';
import type { ScoringState } from '../answering/scoring-model.ts';
import { trainingIndex } from '../answering/user-row.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import type { RatingPredictor, UserQuery } from '../contract/model.ts';

export interface DampedMeanOptions {
  /** λ: how many ratings of the overall mean each item is given in addition; ≥ 0. @default 10 */
  readonly damping: number;
}
const options: OptionSpecs<DampedMeanOptions> = {
  damping: number(10, { min: 0 }, 'λ: how many ratings of the overall mean each item is given in addition'),
};

export interface DampedMeanState extends ScoringState {
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** Damped mean of each item in points of the scale, μ where nobody rated it; [items]. */
  readonly means: Float64Array;
  /** Ratings of each item; [items]. */
  readonly counts: Uint32Array;
}

export class DampedMeanModel extends SameForAllModel<DampedMeanState> implements RatingPredictor {
  /** Damped mean of the item; `undefined` for a user or an item without training ratings. */
  predict(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    const isKnown = typeof user === 'object' || trainingIndex(this.users, this.seen, user) !== undefined;
    if (itemIndex === undefined || this.state.counts[itemIndex] === 0 || !isKnown) return undefined;
    return clipped(this.state.means[itemIndex], this.state.ratingScale);
  }

  /** Damped mean of each item, NaN where nobody rated it. */
  protected scores(): Float32Array {
    const { means, counts } = this.state;
    return Float32Array.from(means, (mean, i) => (counts[i] === 0 ? Number.NaN : mean));
  }
}

export const dampedMeanEntry: CatalogEntry<DampedMeanOptions, DampedMeanModel, 'damped-mean'> = defineEstimator({
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
  fit({ damping }, { items, userItems, ratingScale }) {
    const { indexes, values } = userItems;
    const meanRating = meanOf(values);
    // Deviations from μ are summed, not ratings: smaller sums, and equal ratings give exactly μ.
    const sums = new Float64Array(items.size);
    const counts = new Uint32Array(items.size);
    for (let e = 0; e < indexes.length; e++) {
      sums[indexes[e]] += values[e] - meanRating;
      counts[indexes[e]]++;
    }
    const means = sums.map((sum, i) => (counts[i] === 0 ? meanRating : meanRating + sum / (counts[i] + damping)));
    const { min, max } = ratingScale as RatingScale;
    return { seen: patternOf(userItems), ratingScale: { min, max }, means, counts };
  },
  shapes: ({ users, items }) => ({
    seen: [users.size, items.size],
    means: [items.size],
    counts: [items.size, undefined, 'integers'],
    ratingScale: 'scale',
  }),
  model: DampedMeanModel,
});

/**
 * Ranks items by their mean rating, drawn towards the overall mean where ratings are few.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`.
 */
export const dampedMean: Factory<DampedMeanOptions, DampedMeanModel> = dampedMeanEntry.create;
