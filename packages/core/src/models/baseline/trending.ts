/**
 * Time-decayed popularity: score(i) = Σ_{u has i} 2^(−(now − t(u,i)) / half-life), the same for everyone; now = the newest
 * time of the training data. A user of now counts 1, one of a half-life ago ½. With `days` it is popularity in a window: those of the last so
 * many days count 1, all others nothing.
 *
 * Source: Ding, Li: Time Weight Collaborative Filtering, CIKM 2005, doi:10.1145/1099554.1099689 (the exponential weight and
 * its half-life).
 * Differs: the paper weighs ratings inside item-based neighbors; here the weights themselves are added up. Interactions
 * without a time, and weights of 0, count nothing. Weights below 2^−149 (149 half-lives) are 0 in Float32.
 */
import { teachingPart } from '../../data/likes.ts';
import { portableExp } from '../../math/portable.ts';
import { patternOf } from '../../matrix/sparse.ts';
import { number, type OptionSpecs } from '../../options.ts';
import { SameForAllModel } from '../answering/same-for-all.ts';
import type { ScoringState } from '../answering/scoring-model.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import { requireTrainingTimes } from '../contract/requirements.ts';

export interface TrendingOptions {
  /** Age at which an interaction counts half, in days; > 0. @default 30 */
  readonly halfLife: number;
  /** Interactions of the last so many days count alike, and no others, instead of fading; > 0. */
  readonly days?: number | undefined;
}
const options: OptionSpecs<TrendingOptions> = {
  halfLife: number(30, { above: 0 }, 'age at which an interaction counts half, in days'),
  days: number(undefined, { above: 0 }, 'interactions of the last so many days count alike, and no others, instead of fading'),
};

export interface TrendingState extends ScoringState {
  /** Σ of decayed weights, 0 for an item nobody has; [items]. */
  readonly counts: Float32Array;
  /** Newest training time, in seconds since 1970-01-01 UTC. */
  readonly now: number;
}

const secondsPerDay = 86_400;

export class TrendingModel extends SameForAllModel<TrendingState> {
  protected scores(): Float32Array {
    return this.state.counts.slice();
  }
}

export const trendingEntry: CatalogEntry<TrendingOptions, TrendingModel, 'trending'> = defineEstimator({
  name: 'trending',
  factory: 'trending',
  family: 'baseline',
  summary: 'What most people took lately, the same list for everyone: for front pages, news and shops with seasons.',
  feedback: 'any',
  weights: 'counted',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'fold-in'],
  options,
  formula: 'score(i) = Σ_{u has i} 2^(−(now − t(u,i)) / halfLife), now = newest training time; with days: |{u : now − t(u,i) < days}|',
  source: 'Ding, Li: Time Weight Collaborative Filtering, CIKM 2005, doi:10.1145/1099554.1099689',
  fit({ halfLife, days }, train) {
    const taught = teachingPart(train);
    const timestamps = requireTrainingTimes('trending', taught);
    const now = timestamps.reduce(
      (newest, seconds) => (seconds > newest && Number.isFinite(seconds) ? seconds : newest),
      Number.NEGATIVE_INFINITY,
    );
    const rate = Math.LN2 / (halfLife * secondsPerDay);
    const weightOf = (age: number): number => (days === undefined ? portableExp(-age * rate) : Number(age < days * secondsPerDay));
    const sums = new Float64Array(train.items.size);
    timestamps.forEach((seconds, e) => {
      if (Number.isFinite(seconds)) sums[taught.userItems.indexes[e]] += weightOf(now - seconds);
    });
    return { seen: patternOf(train.userItems), counts: Float32Array.from(sums), now };
  },
  shapes: ({ users, items }) => ({ seen: [users.size, items.size], counts: [items.size] }),
  model: TrendingModel,
});

/**
 * Ranks items by how many users took them lately.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-timestamps`.
 */
export const trending: Factory<TrendingOptions, TrendingModel> = trendingEntry.create;
