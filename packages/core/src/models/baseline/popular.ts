/**
 * Popularity: score(i) = number of users who have item i, the same for everyone.
 *
 * Source: Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010,
 * doi:10.1145/1864708.1864721 ("Top Popular").
 * Differs: ties go to the item that stands first in the data, so that the list is one and the same everywhere.
 */
import { teachingPart } from '../../data/likes.ts';
import { patternOf } from '../../matrix/sparse.ts';
import type { OptionSpecs } from '../../options.ts';
import { SameForAllModel } from '../answering/same-for-all.ts';
import type { ScoringState } from '../answering/scoring-model.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';

// biome-ignore lint/complexity/noBannedTypes: there is nothing to set.
export type PopularOptions = {};
const options: OptionSpecs<PopularOptions> = {};

export interface PopularState extends ScoringState {
  /** Users who have the item, 0 for one that nobody has; [items]. */
  readonly counts: Float32Array;
}

export class PopularModel extends SameForAllModel<PopularState> {
  protected scores(): Float32Array {
    return this.state.counts.slice();
  }
}

export const popularEntry: CatalogEntry<PopularOptions, PopularModel, 'popular'> = defineEstimator({
  name: 'popular',
  factory: 'popular',
  family: 'baseline',
  summary: 'What most people have, the same list for everyone: the bar that every other model must clear.',
  feedback: 'any',
  weights: 'counted',
  abilities: ['score', 'recommend', 'fold-in'],
  options,
  formula: 'score(i) = |{u : (u, i) in the training data}|',
  source:
    'Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010, doi:10.1145/1864708.1864721',
  fit(_settings, train) {
    const counts = new Float32Array(train.items.size);
    for (const itemIndex of teachingPart(train).userItems.indexes) counts[itemIndex]++;
    return { seen: patternOf(train.userItems), counts };
  },
  shapes: ({ users, items }) => ({ seen: [users.size, items.size], counts: [items.size] }),
  model: PopularModel,
});

/**
 * Ranks items by how many users have them; how large the values are does not matter, but a weight of 0 is seen and counts for nothing.
 * @throws LikewiseError `unknown-option`; from `fit`: `empty-data`.
 */
export const popular: Factory<PopularOptions, PopularModel> = popularEntry.create;
