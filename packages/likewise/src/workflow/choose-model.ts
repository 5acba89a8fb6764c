/** The model that `likewise up` takes when none is named, and what it is trained on. */
import { type Interactions, likes, likesCondition, type ModelText } from '@likewise/core';
import { parseModel } from './model-spec.ts';

/** Named; or chosen because the data are too few to tell tastes from chance, say what users like, or only what they had. */
type Reason = 'named' | 'too-few' | 'ratings' | 'had';

export interface Chosen {
  readonly model: ModelText;
  /** As the model needs it. */
  readonly train: Interactions;
  /** The condition that made likes of ratings, where that was done. */
  readonly positive?: string | undefined;
  readonly reason: Reason;
}

/** Below either, tastes cannot be told from chance. */
const fewInteractions = 300;
const fewUsers = 20;
/**
 * Settled by NDCG@10 on held-out parts of MovieLens 1M and small (ratings) and Last.fm 2K (play counts): 8 epochs stay within 1 %
 * of 16; a heavier no for unobserved pairs helps where likes come from ratings (0.314 → 0.329, 0.265 → 0.279) and harms elsewhere
 * (0.261 → 0.221); that something was played says more than how often (0.252 against 0.051 linear, 0.218 logarithmic).
 */
const forLikes = 'unobserved-weight=0.2';
const forImplicit = 'unobserved-weight=0.1,weighting=binary';
/** Longer vectors than an eighth of the users or items learn them by heart. */
const lengths = [64, 32, 16, 8];

export function chooseModel(interactions: Interactions): Chosen {
  const { size, users, items, hasRatings } = interactions;
  if (size < fewInteractions || users.size < fewUsers) return { model: parseModel('popular'), train: interactions, reason: 'too-few' };
  const factors = lengths.find((length) => length * 8 <= Math.min(users.size, items.size)) ?? 8;
  const model = parseModel(`implicit-als:factors=${factors},epochs=8,${hasRatings ? forLikes : forImplicit}`);
  return preparedFor(model, interactions, hasRatings ? 'ratings' : 'had');
}

/** The data as the model needs them: ratings become likes where it learns from what users had. */
export function preparedFor(model: ModelText, interactions: Interactions, reason: Reason = 'named'): Chosen {
  const condition = model.entry.feedback === 'implicit' ? likesCondition(interactions) : undefined;
  if (condition === undefined) return { model, train: interactions, reason };
  return { model, train: likes(interactions, condition), positive: condition.text, reason };
}

/** Above so many items a full matrix of them takes minutes. */
export const mostForEase = 5000;

/** What `evaluate` compares where no model is named: a bar to clear, and what often clears it on such data. */
export interface ComparedModels {
  readonly models: readonly ModelText[];
  /** What counts as liked, where ratings say it. */
  readonly condition: string | undefined;
  readonly why: string;
}

export function modelsToCompare(interactions: Interactions): ComparedModels {
  const { hasRatings, items } = interactions;
  const condition = hasRatings ? likesCondition(interactions)?.text : undefined;
  const { model, reason } = chooseModel(interactions);
  const few = reason === 'too-few';
  const rated = hasRatings ? ['bias', ...(few ? [] : ['svd'])] : [];
  const likesToo = few ? ['random'] : [...(items.size <= mostForEase ? ['ease'] : []), model.text];
  const why = few
    ? 'there is too little to tell tastes from chance (fewer than 300 interactions or 20 people)'
    : hasRatings
      ? 'the data hold ratings: popular is the bar for lists, bias that for ratings'
      : 'the data say what people had: popular is the bar for lists';
  return { models: ['popular', ...rated, ...likesToo].map(parseModel), condition, why };
}
