/** The parts that this course holds out. */
import { parseSplit } from '@likewise/core';

/** A random fifth of all ratings. */
export const heldOut = (ratings, seed = 0) => parseSplit('random:0.8').apply(ratings, { seed }).folds[0];

/** One random rating of each person, as `count` of them where more are asked for. */
export const leftOut = (ratings, seed, count = 1) =>
  parseSplit(count === 1 ? 'leave-random' : `leave-random:${count}`).apply(ratings, { seed }).folds[0];
