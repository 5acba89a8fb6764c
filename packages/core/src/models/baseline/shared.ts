/** What the baselines share. */
import type { RatingScale } from '../../data/interactions.ts';
import type { SparsePattern, SparseRows } from '../../data/sparse-rows.ts';
import type { Model, Who } from '../model.ts';

/** Where the entries stand, without their values. */
export function patternOf({ rows, columns, pointers, indexes }: SparseRows): SparsePattern {
  return { rows, columns, pointers, indexes };
}

/** Whether a model that tells the same to everyone answers: for every user of its id map, and for anyone who comes with ratings. */
export function answersAlike({ users }: Model, who: Who): boolean {
  return typeof who === 'object' || users.indexOf(who) !== undefined;
}

/** Mean of at least one value. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The nearest rating inside the scale. */
export function clipped(rating: number, { min, max }: RatingScale): number {
  return Math.min(max, Math.max(min, rating));
}
