/** Data and laws for tests; never part of the package. */

export { type Checkerboard, checkerboard } from './checkerboard.ts';
export { interactionsFor, lawData, type Pair } from './law-data.ts';
export type { Exempt, LawOptions } from './laws/subject.ts';
export { type LowRankOptions, lowRankRatings } from './low-rank-ratings.ts';
export { describeModelLaws } from './model-laws.ts';
export { namedIds } from './named-ids.ts';
export { ratingsOf } from './ratings-of.ts';
export { shelf } from './shelf.ts';
