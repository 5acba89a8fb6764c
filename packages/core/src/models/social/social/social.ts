/**
 * Friends: what the people someone trusts have, or how they rate, and with decay their friends. Person v weighs t(u,v) for u: the trust
 * of the edge u → v, or what friends pass on of theirs (see social/circle.ts). Everyone stands behind the friends with the weight of
 * `damping` (learned unless stated: see social/damping.ts), so someone without friends gets what is popular:
 *   ranking popularity: score(i) = (Σ_v t(u,v) x(v,i) + damping · p(i)) / (Σ_v t(u,v) + damping), x = 1 where v has i, p(i) the share
 *   of people who have it, v over people with interactions;
 *   ratings: r̂(u,i) = μ + b_u + b_i + Σ_v t(u,v) (r(v,i) − μ − b_v − b_i) / (Σ_v t(u,v) + ratingDamping), v over who rated i.
 *
 * Source: Massa, Avesani: Trust-aware Recommender Systems, RecSys 2007, doi:10.1145/1297231.1297235 (propagation by fewest steps);
 * Golbeck: Generating Predictive Movie Recommendations from Trust in Social Networks, iTrust 2006, doi:10.1007/11755593_8.
 * Differs: a friend shares the weight that is passed on among whom they trust, so that a friend of thousands does not drown the
 * others; deviations instead of ratings; the votes lean on everyone.
 */
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { LikewiseError } from '../../../errors.ts';
import { patternOf, withoutZeros } from '../../../matrix/sparse.ts';
import { boolean, choice, integer, number, type OptionSpecs, resolveOptions } from '../../../options.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import { refuseRefit, requireEdges, requireInteractions } from '../../contract/requirements.ts';
import { everyoneKnown, trustAmong } from '../../friends/friends.ts';
import { bestDamping } from './damping.ts';
import { checkedSocial, SocialModel, type SocialState } from './model.ts';
import { offsetsOf } from './offsets.ts';

export interface SocialOptions {
  /** Steps along edges: 1 friends, 2 their friends too; integer in 1…6. @default 2 */
  readonly depth: number;
  /** What a friend passes on of their own weight; in 0…1. @default 0.5 */
  readonly decay: number;
  /** Edges go both ways. @default false */
  readonly mutual: boolean;
  /** Weight of everyone behind the friends when items are ranked by how many have them, in friends; > 0; left out: learned. */
  readonly damping?: number | undefined;
  /** Weight of everyone behind the friends in a rating, in friends; > 0. @default 5 */
  readonly ratingDamping: number;
  /** Lists by how many have an item, or by predicted rating. @default 'popularity' */
  readonly ranking: 'popularity' | 'rating';
}

const options: OptionSpecs<SocialOptions> = {
  depth: integer(2, { min: 1, max: 6 }, 'steps along edges: 1 friends, 2 their friends too'),
  decay: number(0.5, { min: 0, max: 1 }, 'what a friend passes on of their own weight'),
  mutual: boolean(false, 'edges go both ways'),
  damping: number(
    undefined,
    { above: 0 },
    'weight of everyone behind the friends when ranking by how many have an item; left out: learned',
  ),
  ratingDamping: number(5, { above: 0 }, 'weight of everyone behind the friends in a rating, in friends'),
  ranking: choice('popularity', ['popularity', 'rating'], 'lists by how many have an item, or by predicted rating'),
};

/** Ratings of the overall mean that items and people are given in addition. */
const OFFSET_DAMPING = 5;

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-edges`, `missing-ratings` for ranking by
 *   rating without ratings
 * @example const model = await social().fit(train); model.recommend({ ratings: [], friends: ['ann', 'bob'] });
 */
export function social(given: Partial<SocialOptions> = {}): Estimator<SocialModel, SocialOptions> {
  const settings = resolveOptions('social', options, given);
  return Object.freeze({ name: 'social', settings, fit });

  async function fit(train: Interactions, { signal, refit }: FitContext = {}): Promise<SocialModel> {
    refuseRefit('social', refit);
    signal?.throwIfAborted();
    requireInteractions('social', train);
    const edges = requireEdges('social', train);
    const { hasRatings, ratingScale } = train;
    if (settings.ranking === 'rating' && !hasRatings) {
      throw new LikewiseError(
        'missing-ratings',
        'social: ranking by rating needs ratings; got interactions without. Leave ranking at popularity, or name the rating column.',
        { option: 'ranking', instead: ['popular', 'implicit-als'] },
      );
    }
    const { users, userItems } = everyoneKnown(train, edges.ids);
    const meanRating = hasRatings ? meanOf(userItems.values) : 0;
    const offsets = hasRatings ? offsetsOf(userItems, meanRating, OFFSET_DAMPING) : undefined;
    const trust = trustAmong(users, edges, settings.mutual);
    const votes = hasRatings ? userItems : withoutZeros(userItems);
    const damping = settings.damping ?? (await bestDamping(votes, trust, { ...settings, signal }));
    return new SocialModel({
      settings: { ...settings },
      users,
      items: train.items,
      seen: patternOf(userItems),
      // Weights of 0 say that an item was seen, not that it was liked.
      values: train.valueKind === 'none' ? undefined : userItems.values,
      ratingScale: hasRatings && ratingScale !== undefined ? { ...ratingScale } : null,
      meanRating,
      offsetDamping: OFFSET_DAMPING,
      userOffsets: offsets?.users ?? new Float64Array(users.size),
      itemOffsets: offsets?.items ?? new Float64Array(train.items.size),
      damping,
      trust,
    });
  }
}

export const socialEntry: CatalogEntry<SocialOptions, SocialModel> = {
  name: 'social',
  factory: 'social',
  family: 'social',
  summary: 'What friends and their friends like, weighted by trust: also for people who have done nothing yet but have friends.',
  feedback: 'any',
  needs: ['edges'],
  abilities: ['predict', 'score', 'recommend', 'fold-in', 'by-friends', 'explain'],
  options,
  formula: 'score(i) = (Σ_v t(u,v) x(v,i) + damping p(i)) / (Σ_v t(u,v) + damping), t = trust, passed on with decay',
  source: 'Massa, Avesani: Trust-aware Recommender Systems, RecSys 2007, doi:10.1145/1297231.1297235',
  create: social,
  restore: (state) => {
    resolveOptions('social', options, state.settings as Partial<SocialOptions>);
    return new SocialModel(checkedSocial(state as SocialState));
  },
};
