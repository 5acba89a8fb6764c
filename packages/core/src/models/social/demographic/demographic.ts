/**
 * Users like you: what those with the same attributes have, or how they rate, stands for someone of whom nothing else is known.
 * A user v weighs w(u,v) = mismatch^(Σ_a strength_a (1 − shared_a)) for u, with shared_a ∈ [0, 1] what they share of attribute a and
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
import { rowsInOrder, withoutZeros } from '../../../matrix/sparse.ts';
import { unknownName } from '../../../options.ts';
import { attributeMoments, attributeOf } from '../../attributes/attribute-space.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { everyoneKnown } from '../../friends/friends.ts';
import { requireRankable, votingParts, votingShapes } from '../../friends/voting-model.ts';
import { DemographicModel } from './model.ts';
import { type DemographicOptions, demographicOptions } from './options.ts';
import { attributeStrengths } from './strengths.ts';

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

export const demographicEntry: CatalogEntry<DemographicOptions, DemographicModel, 'demographic'> = defineEstimator({
  name: 'demographic',
  factory: 'demographic',
  family: 'social',
  summary: 'What people with the same attributes like: for newcomers of whom age, place or profession is all that is known.',
  feedback: 'any',
  weights: 'counted',
  needs: ['user-features'],
  abilities: ['predict', 'score', 'recommend', 'fold-in', 'by-features', 'explain'],
  options: demographicOptions,
  formula: 'score(i) = (Σ_v w(u,v) x(v,i) + damping p(i)) / (Σ_v w(u,v) + damping), w(u,v) = mismatch^(Σ_a strength_a (1 − shared_a(u,v)))',
  source:
    'Pazzani: A Framework for Collaborative, Content-Based and Demographic Filtering, Artificial Intelligence Review 1999, doi:10.1023/A:1006544522159',
  fit(settings, train) {
    requireRankable('demographic', settings, train);
    const features = train.userFeatures as Features;
    const kept = keptColumns(features, settings.attributes);
    const featureNames = features.names.filter((_, column) => kept[column] >= 0);
    const { users, userItems } = everyoneKnown(train, features.ids);
    const profiles = rowsInOrder(features.matrix, positionsIn(features.ids, users.ids), kept, featureNames.length);
    const strengths =
      settings.strengths === 'learned'
        ? attributeStrengths(profiles, featureNames, train.hasRatings ? userItems : withoutZeros(userItems))
        : new Float64Array(new Set(featureNames.map(attributeOf)).size).fill(1);
    return { users, ...votingParts(train, userItems), featureNames, moments: attributeMoments(features), strengths, profiles };
  },
  shapes: (state) => ({
    ...votingShapes(state),
    strengths: [new Set(state.featureNames.map(attributeOf)).size],
    profiles: [state.users.size, state.featureNames.length],
  }),
  model: DemographicModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-user-features`, `unknown-feature` for a
 *   name in `attributes` that the data does not have, `missing-ratings` for ranking by rating without ratings
 * @example const model = await demographic().fit(train); model.recommend({ ratings: [], features: { age: 24, occupation: 'student' } });
 */
export const demographic: Factory<DemographicOptions, DemographicModel> = demographicEntry.create;
