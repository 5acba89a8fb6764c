/**
 * Popularity: score(i) = number of people who have item i, the same for everyone.
 *
 * Source: Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010,
 * doi:10.1145/1864708.1864721 ("Top Popular").
 * Differs: ties go to the item that stands first in the data, so that the list is one and the same everywhere.
 */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { teachingPart } from '../../data/likes.ts';
import { patternOf, type SparsePattern } from '../../matrix/sparse.ts';
import { type OptionSpecs, resolveOptions } from '../../options.ts';
import { answersAlike } from '../answering/answers-alike.ts';
import { recommendByScores } from '../answering/recommend.ts';
import type { CatalogEntry, Estimator, FitContext } from '../contract/estimator.ts';
import type { Recommender, RecommendOptions, ScoredItem, Who } from '../contract/model.ts';
import { refuseRefit, requireInteractions } from '../contract/requirements.ts';
import type { ModelState } from '../contract/state.ts';

// biome-ignore lint/complexity/noBannedTypes: there is nothing to set.
export type PopularOptions = {};
const options: OptionSpecs<PopularOptions> = {};

export interface PopularState extends ModelState {
  /** What training users had. */
  readonly seen: SparsePattern;
  /** People who have the item; [items]. */
  readonly counts: Float32Array;
}

/**
 * Ranks items by how many people have them; how large the values are does not matter, but a weight of 0 is seen and counts for nothing.
 * @throws LikewiseError `unknown-option`; from `fit`: `empty-data`.
 */
export function popular(given: Partial<PopularOptions> = {}): Estimator<PopularModel, PopularOptions> {
  const settings = resolveOptions('popular', options, given);
  return Object.freeze({ name: 'popular', settings, fit });

  async function fit(train: Interactions, { signal, refit }: FitContext = {}): Promise<PopularModel> {
    refuseRefit('popular', refit);
    signal?.throwIfAborted();
    requireInteractions('popular', train);
    const { users, items, userItems } = train;
    const counts = new Float32Array(items.size);
    for (const itemIndex of teachingPart(train).userItems.indexes) counts[itemIndex]++;
    return new PopularModel({ settings, users, items, seen: patternOf(userItems), counts });
  }
}

/** Answers for anyone: a new person gets the same list, less what they already have. */
export class PopularModel implements Recommender {
  readonly name = 'popular';
  readonly state: PopularState;

  constructor(state: PopularState) {
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

  /** Number of people who have each item, 0 for an item nobody has; `undefined` for an unknown user. */
  scoreItems(who: Who): Float32Array | undefined {
    return answersAlike(this, who) ? this.state.counts.slice() : undefined;
  }

  recommend(who: Who, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, recommendOptions);
  }
}

export const popularEntry: CatalogEntry<PopularOptions, PopularModel> = {
  name: 'popular',
  factory: 'popular',
  family: 'baseline',
  summary: 'What most people have, the same list for everyone: the bar that every other model must clear.',
  feedback: 'any',
  abilities: ['score', 'recommend', 'fold-in'],
  options,
  formula: 'score(i) = |{u : (u, i) in the training data}|',
  source:
    'Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010, doi:10.1145/1864708.1864721',
  create: popular,
  restore: (state) => new PopularModel(state as PopularState),
};
