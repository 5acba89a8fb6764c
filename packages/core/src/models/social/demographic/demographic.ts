/**
 * People like you: what those with the same attributes have, or how they rate, stands for someone of whom nothing else is known.
 * A person v weighs w(u,v) = mismatch^(Σ_a strength_a (1 − shared_a)) for u, with shared_a ∈ [0, 1] what they share of attribute a and
 * strength_a ∈ [0, 1] what the attribute tells (see strengths.ts): with mismatch 0 only the same group counts, with 1 everyone alike. Everyone stands behind the group with the weight of `damping`:
 *   ranking popularity: score(i) = (Σ_v w(u,v) x(v,i) + damping · p(i)) / (Σ_v w(u,v) + damping), x = 1 where v has i, p(i) their share;
 *   ratings: r̂(u,i) = (Σ_v w(u,v) r(v,i) + ratingDamping · m(i)) / (Σ_v w(u,v) + ratingDamping), v over who rated i, and
 *   m(i) = (Σ_v r(v,i) + ratingDamping · μ) / (n_i + ratingDamping).
 * A group that nobody is in is answered for by everyone.
 *
 * Source: Pazzani: A Framework for Collaborative, Content-Based and Demographic Filtering, Artificial Intelligence Review 1999,
 * doi:10.1023/A:1006544522159; the weights are the kernel of Aitchison, Aitken: Multivariate binary discrimination by the kernel
 * method, Biometrika 1976, doi:10.1093/biomet/63.3.413.
 * Differs: groups are not learned from the data but given by the attributes, and lean on everyone.
 */
import type { Features } from '../../../data/features.ts';
import { positionsIn } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { LikewiseError } from '../../../errors.ts';
import { patternOf, rowsInOrder, withoutZeros } from '../../../matrix/sparse.ts';
import { choice, number, type OptionSpecs, resolveOptions, text, unknownName } from '../../../options.ts';
import { attributeMoments, attributeOf } from '../../attributes/attribute-space.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import { refuseRefit, requireInteractions } from '../../contract/requirements.ts';
import { everyoneKnown } from '../../friends/friends.ts';
import { checkedDemographic, DemographicModel, type DemographicState } from './model.ts';
import { attributeStrengths } from './strengths.ts';

export interface DemographicOptions {
  /** Attributes that count: `all`, or names joined by +. @default 'all' */
  readonly attributes: string;
  /** What the strongest attribute, where it differs, leaves of a person's weight; 0: only the very same group, 1: everyone; in 0…1. @default 0.05 */
  readonly mismatch: number;
  /** Attributes count by how much they tell of what people have in training, or all alike. @default 'learned' */
  readonly strengths: 'learned' | 'equal';
  /** Weight of everyone behind the group when items are ranked by how many have them, in people; > 0. @default 20 */
  readonly damping: number;
  /** Weight of everyone behind the group in a rating, in ratings; > 0. @default 5 */
  readonly ratingDamping: number;
  /** Lists by how many have an item, or by predicted rating. @default 'popularity' */
  readonly ranking: 'popularity' | 'rating';
}

const options: OptionSpecs<DemographicOptions> = {
  attributes: text('all', 'attributes that count: all, or names joined by +'),
  mismatch: number(0.05, { min: 0, max: 1 }, 'what an attribute that differs leaves of a weight; 0: only the same group'),
  strengths: choice('learned', ['learned', 'equal'], 'attributes count by how much they tell in training, or all alike'),
  damping: number(20, { above: 0 }, 'weight of everyone behind the group when ranking by how many have an item, in people'),
  ratingDamping: number(5, { above: 0 }, 'weight of everyone behind the group in a rating, in ratings'),
  ranking: choice('popularity', ['popularity', 'rating'], 'lists by how many have an item, or by predicted rating'),
};

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-user-features`, `unknown-feature` for a
 *   name in `attributes` that the data does not have, `missing-ratings` for ranking by rating without ratings
 * @example const model = await demographic().fit(train); model.recommend({ ratings: [], features: { age: 24, occupation: 'student' } });
 */
export function demographic(given: Partial<DemographicOptions> = {}): Estimator<DemographicModel, DemographicOptions> {
  const settings = resolveOptions('demographic', options, given);
  return Object.freeze({ name: 'demographic', settings, fit });

  async function fit(train: Interactions, { signal, refit }: FitContext = {}): Promise<DemographicModel> {
    refuseRefit('demographic', refit);
    signal?.throwIfAborted();
    requireInteractions('demographic', train);
    const { userFeatures, hasRatings, ratingScale } = train;
    if (userFeatures === undefined) {
      throw new LikewiseError(
        'missing-user-features',
        'demographic: the interactions must carry attributes of users; got none. Give them (--user-features on the command line), or take popular, which needs none.',
        { instead: ['popular'] },
      );
    }
    if (settings.ranking === 'rating' && !hasRatings) {
      throw new LikewiseError(
        'missing-ratings',
        'demographic: ranking by rating needs ratings; got interactions without. Leave ranking at popularity, or name the rating column.',
        { option: 'ranking', instead: ['popular', 'implicit-als'] },
      );
    }
    const kept = keptColumns(userFeatures, settings.attributes);
    const featureNames = userFeatures.names.filter((_, column) => kept[column] >= 0);
    const { users, userItems } = everyoneKnown(train, userFeatures.ids);
    const profiles = rowsInOrder(userFeatures.matrix, positionsIn(userFeatures.ids, users.ids), kept, featureNames.length);
    const attributes = new Set(featureNames.map(attributeOf)).size;
    const strengths =
      settings.strengths === 'learned'
        ? attributeStrengths(profiles, featureNames, hasRatings ? userItems : withoutZeros(userItems))
        : new Float64Array(attributes).fill(1);
    return new DemographicModel({
      settings: { ...settings },
      users,
      items: train.items,
      seen: patternOf(userItems),
      // Weights of 0 say that an item was seen, not that it was liked.
      values: train.valueKind === 'none' ? undefined : userItems.values,
      ratingScale: hasRatings && ratingScale !== undefined ? { ...ratingScale } : null,
      meanRating: hasRatings ? meanOf(userItems.values) : 0,
      featureNames,
      moments: attributeMoments(userFeatures),
      strengths,
      profiles,
    });
  }
}

/** New position of each column, −1 for one that does not count. @throws LikewiseError `unknown-feature` */
function keptColumns({ names }: Features, attributes: string): Int32Array {
  const known = [...new Set(names.map(attributeOf))];
  const wanted = attributes === 'all' ? known : attributes.split('+');
  for (const name of wanted)
    if (!known.includes(name))
      throw unknownName('unknown-feature', `demographic: attributes: users have no attribute "${name}"`, name, known);
  let next = 0;
  return Int32Array.from(names, (name) => (wanted.includes(attributeOf(name)) ? next++ : -1));
}

export const demographicEntry: CatalogEntry<DemographicOptions, DemographicModel> = {
  name: 'demographic',
  factory: 'demographic',
  family: 'social',
  summary: 'What people with the same attributes like: for newcomers of whom age, place or profession is all that is known.',
  feedback: 'any',
  needs: ['user-features'],
  abilities: ['predict', 'score', 'recommend', 'fold-in', 'by-features', 'explain'],
  options,
  formula: 'score(i) = (Σ_v w(u,v) x(v,i) + damping p(i)) / (Σ_v w(u,v) + damping), w(u,v) = mismatch^(Σ_a strength_a (1 − shared_a(u,v)))',
  source:
    'Pazzani: A Framework for Collaborative, Content-Based and Demographic Filtering, Artificial Intelligence Review 1999, doi:10.1023/A:1006544522159',
  create: demographic,
  restore: (state) => {
    resolveOptions('demographic', options, state.settings as Partial<DemographicOptions>);
    return new DemographicModel(checkedDemographic(state as DemographicState));
  },
};
