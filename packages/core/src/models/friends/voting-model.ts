/** Models in which other users vote: each, weighted by how near they stand, for what they have or by what they rated. */
import type { Interactions } from '../../data/interactions.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { LikewiseError } from '../../errors.ts';
import { patternOf, type SparseRows, withoutZeros } from '../../matrix/sparse.ts';
import { type ChoiceSpec, choice } from '../../options.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import type { ModelAbout } from '../contract/fitted-model.ts';
import type { Shape } from '../contract/state-shapes.ts';

export interface VotingState extends ScoringState {
  /** Ratings or weights, in the order of `seen`; absent: every pair counts 1. */
  readonly values?: Float32Array | undefined;
  readonly ratingScale: { readonly min: number; readonly max: number } | null;
  /** μ, in points of the scale; 0 without ratings. */
  readonly meanRating: number;
}

export interface RankingOption {
  /** Lists by how many have an item, or by predicted rating. @default 'popularity' */
  readonly ranking: 'popularity' | 'rating';
}
export const rankingOption: ChoiceSpec<RankingOption['ranking']> = choice(
  'popularity',
  ['popularity', 'rating'],
  'lists by how many have an item, or by predicted rating',
);

/** @throws LikewiseError `missing-ratings` for ranking by rating without ratings */
export function requireRankable(owner: string, { ranking }: RankingOption, { hasRatings }: Interactions): void {
  if (ranking !== 'rating' || hasRatings) return;
  throw new LikewiseError(
    'missing-ratings',
    `${owner}: ranking by rating needs ratings; got interactions without. Leave ranking at popularity, or name the rating column.`,
    { option: 'ranking', instead: ['popular', 'implicit-als'] },
  );
}

/** What votes, and on which scale. `userItems`: those of training, with rows of further users. */
export function votingParts(
  { valueKind, hasRatings, ratingScale }: Interactions,
  userItems: SparseRows,
): Pick<VotingState, 'seen' | 'values' | 'ratingScale' | 'meanRating'> {
  return {
    seen: patternOf(userItems),
    values: valueKind === 'none' ? undefined : userItems.values,
    ratingScale: hasRatings && ratingScale !== undefined ? { ...ratingScale } : null,
    meanRating: hasRatings ? meanOf(userItems.values) : 0,
  };
}

/** Shapes of those parts, for files. */
export const votingShapes = ({ users, items, seen, values, ratingScale }: VotingState): Readonly<Record<string, Shape>> => ({
  seen: [users.size, items.size],
  ratingScale: 'scale or null',
  meanRating: 'number',
  ...(values === undefined && ratingScale === null ? {} : { values: [seen?.indexes.length] }),
});

export abstract class VotingModel<State extends VotingState, Settings extends RankingOption> extends ScoringModel<State, Settings> {
  /** What votes: a weight of 0 was seen, not liked; a rating is a vote whatever it is. [users × items] */
  protected readonly votes: SparseRows;

  constructor(about: ModelAbout, state: State) {
    super(about, state);
    const had = { ...patternOf(state.seen as SparseRows), values: state.values ?? new Float32Array(state.seen.indexes.length).fill(1) };
    this.votes = state.ratingScale === null ? withoutZeros(had) : had;
  }
}
