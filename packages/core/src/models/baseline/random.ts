/**
 * Random order: score(u,i) uniform in [0, 1), independent for every user and item. What a list is worth that knows nothing:
 * the floor under every figure.
 *
 * Source: Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010,
 * doi:10.1145/1864708.1864721 (§3: what a random order reaches).
 * Differs: the order is a function of seed and user, not of the moment of asking.
 */
import { seededRandom } from '../../math/random.ts';
import { patternOf } from '../../matrix/sparse.ts';
import { integer, type OptionSpecs } from '../../options.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import type { UserQuery } from '../contract/model.ts';

export interface RandomOptions {
  /** Start of randomness; same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}
const options: OptionSpecs<RandomOptions> = {
  seed: integer(0, { min: 0 }, 'start of randomness; same seed, data and version: same model, bit for bit'),
};

/** A user's order hangs on their index; someone who comes with ratings has none, so there is no answer for them. */
export class RandomModel extends ScoringModel<ScoringState, RandomOptions> {
  /** Uniform in [0, 1), multiples of 2^−24; `undefined` for an unknown user and for `{ ratings }`. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const userIndex = typeof user === 'object' ? undefined : this.users.indexOf(user);
    if (userIndex === undefined) return undefined;
    const generator = seededRandom(this.settings.seed, userIndex);
    return Float32Array.from({ length: this.items.size }, () => (generator.bits() >>> 8) / 2 ** 24);
  }
}

export const randomEntry: CatalogEntry<RandomOptions, RandomModel, 'random'> = defineEstimator({
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
  fit: (_settings, { userItems }) => ({ seen: patternOf(userItems) }),
  shapes: ({ users, items }) => ({ seen: [users.size, items.size] }),
  model: RandomModel,
});

/**
 * Ranks items at random, each user in their own order.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`.
 */
export const random: Factory<RandomOptions, RandomModel> = randomEntry.create;
