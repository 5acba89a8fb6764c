/**
 * Friends: what the users someone trusts have, or how they rate, and with decay their friends. User v weighs t(u,v) for u: the trust
 * of the edge u → v, or what friends pass on of theirs (see social/circle.ts). Everyone stands behind the friends with the weight of
 * `damping` (learned unless stated: see social/damping.ts), so someone without friends gets what is popular:
 *   ranking popularity: score(i) = (Σ_v t(u,v) x(v,i) + damping · p(i)) / (Σ_v t(u,v) + damping), x = 1 where v has i, p(i) the share
 *   of users who have it, v over users with interactions;
 *   ratings: r̂(u,i) = μ + b_u + b_i + Σ_v t(u,v) (r(v,i) − μ − b_v − b_i) / (Σ_v t(u,v) + ratingDamping), v over who rated i.
 *
 * Source: Massa, Avesani: Trust-aware Recommender Systems, RecSys 2007, doi:10.1145/1297231.1297235 (propagation by fewest steps);
 * Golbeck: Generating Predictive Movie Recommendations from Trust in Social Networks, iTrust 2006, doi:10.1007/11755593_8.
 * Differs: a friend shares the weight that is passed on among whom they trust, so that a friend of thousands does not drown the
 * others; deviations instead of ratings; the votes lean on everyone.
 */

import type { Edges } from '../../../data/edges.ts';
import { LikewiseError } from '../../../errors.ts';
import { withoutZeros } from '../../../matrix/sparse.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { everyoneKnown, trustAmong } from '../../friends/friends.ts';
import { requireRankable, votingParts, votingShapes } from '../../friends/voting-model.ts';
import { bestDamping } from './damping.ts';
import { SocialModel } from './model.ts';
import { offsetsOf } from './offsets.ts';
import { type SocialOptions, socialOptions } from './options.ts';

/** Ratings of the overall mean that items and users are given in addition. */
const OFFSET_DAMPING = 5;

export const socialEntry: CatalogEntry<SocialOptions, SocialModel, 'social'> = defineEstimator({
  name: 'social',
  factory: 'social',
  family: 'social',
  summary: 'What friends and their friends like, weighted by trust: also for people who have done nothing yet but have friends.',
  feedback: 'any',
  weights: 'counted',
  needs: ['edges'],
  abilities: ['predict', 'score', 'recommend', 'fold-in', 'by-friends', 'explain'],
  options: socialOptions,
  formula: 'score(i) = (Σ_v t(u,v) x(v,i) + damping p(i)) / (Σ_v t(u,v) + damping), t = trust, passed on with decay',
  source: 'Massa, Avesani: Trust-aware Recommender Systems, RecSys 2007, doi:10.1145/1297231.1297235',
  async fit(settings, train, { signal }) {
    requireRankable('social', settings, train);
    const { hasRatings, items } = train;
    const edges = train.edges as Edges;
    const { users, userItems } = everyoneKnown(train, edges.ids);
    const parts = votingParts(train, userItems);
    const offsets = hasRatings ? offsetsOf(userItems, parts.meanRating, OFFSET_DAMPING) : undefined;
    const trust = trustAmong(users, edges, settings.mutual);
    const votes = hasRatings ? userItems : withoutZeros(userItems);
    return {
      users,
      ...parts,
      offsetDamping: OFFSET_DAMPING,
      userOffsets: offsets?.users ?? new Float64Array(users.size),
      itemOffsets: offsets?.items ?? new Float64Array(items.size),
      damping: settings.damping ?? (await bestDamping(votes, trust, { ...settings, signal })),
      trust,
    };
  },
  shapes: (state) => ({
    ...votingShapes(state),
    trust: [state.users.size, state.users.size],
    userOffsets: [state.users.size],
    itemOffsets: [state.items.size],
  }),
  restored(state) {
    if (state.damping > 0) return state;
    const problem = `social: damping must be > 0; got ${state.damping}. The model file is damaged.`;
    throw new LikewiseError('invalid-state', problem, { name: 'damping' });
  },
  model: SocialModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-edges`, `missing-ratings` for ranking by
 *   rating without ratings
 * @example const model = await social().fit(train); model.recommend({ ratings: [], friends: ['ann', 'bob'] });
 */
export const social: Factory<SocialOptions, SocialModel> = socialEntry.create;
