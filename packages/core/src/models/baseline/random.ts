/**
 * Random order: score(u,i) uniform in [0, 1), independent for every user and item. What a list is worth that knows nothing:
 * the floor under every figure.
 *
 * Source: Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010,
 * doi:10.1145/1864708.1864721 (§3: what a random order reaches).
 * Differs: the order is a function of seed and user, not of the moment of asking.
 */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { seededRandom } from '../../math/random.ts';
import { patternOf, type SparsePattern } from '../../matrix/sparse.ts';
import { integer, type OptionSpecs, resolveOptions } from '../../options.ts';
import { recommendByScores } from '../answering/recommend.ts';
import type { CatalogEntry, Estimator, FitContext } from '../contract/estimator.ts';
import type { Recommender, RecommendOptions, ScoredItem, Who } from '../contract/model.ts';
import { refuseRefit, requireInteractions } from '../contract/requirements.ts';
import type { ModelState } from '../contract/state.ts';

export interface RandomOptions {
  /** Same seed and data: same lists; integer ≥ 0. @default 0 */
  readonly seed: number;
}
const options: OptionSpecs<RandomOptions> = {
  seed: integer(0, { min: 0 }, 'start of the randomness: same seed and data, same lists'),
};

export interface RandomState extends ModelState {
  readonly settings: { readonly seed: number };
  readonly seen: SparsePattern;
}

/**
 * Ranks items at random, each user in their own order.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`.
 */
export function random(given: Partial<RandomOptions> = {}): Estimator<RandomModel, RandomOptions> {
  const settings = resolveOptions('random', options, given);
  return Object.freeze({ name: 'random', settings, fit });

  async function fit(train: Interactions, { signal, refit }: FitContext = {}): Promise<RandomModel> {
    refuseRefit('random', refit);
    signal?.throwIfAborted();
    requireInteractions('random', train);
    const { users, items, userItems } = train;
    return new RandomModel({ settings: { ...settings }, users, items, seen: patternOf(userItems) });
  }
}

/** A user's order hangs on their index; someone who comes with ratings has none, so there is no answer for them. */
export class RandomModel implements Recommender {
  readonly name = 'random';
  readonly state: RandomState;

  constructor(state: RandomState) {
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

  /** Uniform in [0, 1), multiples of 2^−24; `undefined` for an unknown user and for `{ ratings }`. */
  scoreItems(who: Who): Float32Array | undefined {
    const userIndex = typeof who === 'object' ? undefined : this.users.indexOf(who);
    if (userIndex === undefined) return undefined;
    const generator = seededRandom(this.state.settings.seed, userIndex);
    const scores = new Float32Array(this.items.size);
    for (let i = 0; i < scores.length; i++) scores[i] = (generator.bits() >>> 8) / 2 ** 24;
    return scores;
  }

  recommend(who: Who, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, recommendOptions);
  }
}

export const randomEntry: CatalogEntry<RandomOptions, RandomModel> = {
  name: 'random',
  factory: 'random',
  family: 'baseline',
  summary: 'A random order for each user: the floor under every figure.',
  feedback: 'any',
  abilities: ['score', 'recommend'],
  options,
  formula: 'score(u,i) ~ Uniform[0, 1), a function of seed, user and item',
  source:
    'Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010, doi:10.1145/1864708.1864721',
  create: random,
  restore: (state) => new RandomModel(state as RandomState),
};
