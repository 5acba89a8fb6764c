/** Data and laws for tests; never part of the package. */

export { interactionsFor } from './law-data.ts';
export type { LawOptions } from './laws/subject.ts';
export { lowRankRatings } from './low-rank-ratings.ts';
export { describeModelLaws } from './model-laws.ts';
export { namedIds } from './named-ids.ts';
export { ratingsOf } from './ratings-of.ts';
export { shelf } from './shelf.ts';
