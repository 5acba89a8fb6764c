/**
 * Time-decayed popularity: score(i) = Σ_{u has i} 2^(−(now − t(u,i)) / half-life), the same for everyone; now = the newest
 * time of the training data. A person of now counts 1, one of a half-life ago ½.
 *
 * Source: Ding, Li: Time Weight Collaborative Filtering, CIKM 2005, doi:10.1145/1099554.1099689 (the exponential weight and
 * its half-life).
 * Differs: the paper weighs ratings inside item-based neighbors; here the weights themselves are added up. Interactions
 * without a time, and weights of 0, count nothing. Weights below 2^−149 (149 half-lives) are 0 in Float32.
 */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { teachingPart } from '../../data/likes.ts';
import { portableExp } from '../../math/portable.ts';
import { patternOf, type SparsePattern } from '../../matrix/sparse.ts';
import { number, type OptionSpecs, resolveOptions } from '../../options.ts';
import { answersAlike } from '../answering/answers-alike.ts';
import { recommendByScores } from '../answering/recommend.ts';
import type { CatalogEntry, Estimator, FitContext } from '../contract/estimator.ts';
import type { Recommender, RecommendOptions, ScoredItem, Who } from '../contract/model.ts';
import { refuseRefit, requireTrainingTimes } from '../contract/requirements.ts';
import type { ModelState } from '../contract/state.ts';

export interface TrendingOptions {
  /** Age at which an interaction counts half, in days; > 0. @default 30 */
  readonly halfLife: number;
}
const options: OptionSpecs<TrendingOptions> = {
  halfLife: number(30, { above: 0 }, 'age in days at which an interaction counts half'),
};

export interface TrendingState extends ModelState {
  /** What training users had. */
  readonly seen: SparsePattern;
  /** Σ of decayed weights; [items]. */
  readonly counts: Float32Array;
  /** Newest training time, in seconds since 1970-01-01 UTC. */
  readonly now: number;
}

const secondsPerDay = 86_400;

/**
 * Ranks items by how many people took them lately.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-timestamps`.
 */
export function trending(given: Partial<TrendingOptions> = {}): Estimator<TrendingModel, TrendingOptions> {
  const settings = resolveOptions('trending', options, given);
  return Object.freeze({ name: 'trending', settings, fit });

  async function fit(train: Interactions, { signal, refit }: FitContext = {}): Promise<TrendingModel> {
    refuseRefit('trending', refit);
    signal?.throwIfAborted();
    const taught = teachingPart(train);
    const timestamps = requireTrainingTimes('trending', taught);
    const { users, items, userItems } = train;
    let now = Number.NEGATIVE_INFINITY;
    for (const seconds of timestamps) if (seconds > now && Number.isFinite(seconds)) now = seconds;
    const rate = Math.LN2 / (settings.halfLife * secondsPerDay);
    const sums = new Float64Array(items.size);
    for (let e = 0; e < timestamps.length; e++)
      if (Number.isFinite(timestamps[e])) sums[taught.userItems.indexes[e]] += portableExp((timestamps[e] - now) * rate);
    return new TrendingModel({ settings: { ...settings }, users, items, seen: patternOf(userItems), counts: Float32Array.from(sums), now });
  }
}

/** Answers for anyone: a new person gets the same list, less what they already have. */
export class TrendingModel implements Recommender {
  readonly name = 'trending';
  readonly state: TrendingState;

  constructor(state: TrendingState) {
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

  /** Decayed number of people who have each item, 0 for an item nobody has; `undefined` for an unknown user. */
  scoreItems(who: Who): Float32Array | undefined {
    return answersAlike(this, who) ? this.state.counts.slice() : undefined;
  }

  recommend(who: Who, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, recommendOptions);
  }
}

export const trendingEntry: CatalogEntry<TrendingOptions, TrendingModel> = {
  name: 'trending',
  factory: 'trending',
  family: 'baseline',
  summary: 'What most people took lately, the same list for everyone: for front pages, news and shops with seasons.',
  feedback: 'any',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'fold-in'],
  options,
  formula: 'score(i) = Σ_{u has i} 2^(−(now − t(u,i)) / halfLife), now = newest training time',
  source: 'Ding, Li: Time Weight Collaborative Filtering, CIKM 2005, doi:10.1145/1099554.1099689',
  create: trending,
  restore: (state) => new TrendingModel(state as TrendingState),
};
