/** The metrics: a new one is a line here and a record in the file of its idea. */
export { auc } from './auc.ts';
export { calibration } from './calibration.ts';
export { ndcgDebiased, ndcgTail, recallDebiased, recallTail } from './debiased.ts';
export { diversity } from './diversity.ts';
export { averagePrecision, hitRate, ndcg, precision, recall, recallAll, reciprocalRank } from './hits.ts';
export { meanRating } from './mean-rating.ts';
export { rankBiasedPrecision } from './persistence.ts';
export { novelty, popularity, popularityLift, popularityRank } from './popularity.ts';
export { mae, mse, rmse, within } from './rating-errors.ts';
export { serendipity } from './serendipity.ts';
export { coverage, gini, personalization } from './spread.ts';
