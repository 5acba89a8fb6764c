/** The model that `likewise up` takes when none is named, and what it is trained on. */
import { type Interactions, likes, likesCondition } from '@likewise/core';
import { whole } from '../words/numbers.ts';
import { type ModelText, parseModel } from './model-spec.ts';

export interface Chosen {
  readonly model: ModelText;
  /** As the model needs it. */
  readonly train: Interactions;
  /** The condition that made likes of ratings, where that was done. */
  readonly positive?: string | undefined;
  /** One line. */
  readonly why: string;
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
/** Longer vectors than an eighth of the people or items learn them by heart. */
const lengths = [64, 32, 16, 8];

export function chooseModel(interactions: Interactions): Chosen {
  const { size, users, items, hasRatings } = interactions;
  if (size < fewInteractions || users.size < fewUsers) {
    const model = parseModel('popular');
    return {
      model,
      train: interactions,
      why: `popular, because ${whole(size)} interactions of ${whole(users.size)} people are too few to tell tastes from chance`,
    };
  }
  const factors = lengths.find((length) => length * 8 <= Math.min(users.size, items.size)) ?? 8;
  const reason = hasRatings ? 'because ratings say what people like' : 'because the data say what people had';
  return preparedFor(parseModel(`implicit-als:factors=${factors},epochs=8,${hasRatings ? forLikes : forImplicit}`), interactions, reason);
}

/** The model that was named, or chosen; ratings become likes where it learns from what people had. */
export function preparedFor(model: ModelText, interactions: Interactions, reason?: string): Chosen {
  const head = reason === undefined ? `${model.text}, as told` : `${model.text}, ${reason}`;
  if (model.entry.feedback !== 'implicit' || !interactions.hasRatings) return { model, train: interactions, why: head };
  const condition = likesCondition(interactions);
  if (condition === undefined) return { model, train: interactions, why: head };
  const train = likes(interactions, condition);
  const liked = train.userItems.values.reduce((sum, value) => sum + value, 0);
  const why = `${head}; ratings of ${condition.text.slice(2)} and more count as liked (${whole(liked)} of ${whole(interactions.size)}), lower ones only as seen`;
  return { model, train, positive: condition.text, why };
}
