/** The metrics: a new one is a line here and a record in the file of its idea. */
export { auc } from './auc.ts';
export { diversity } from './diversity.ts';
export { averagePrecision, hitRate, ndcg, precision, recall, recallAll, reciprocalRank } from './hits.ts';
export { novelty, popularity, popularityRank, serendipity } from './popularity.ts';
export { mae, mse, rmse, within } from './rating-errors.ts';
export { coverage, gini } from './spread.ts';
