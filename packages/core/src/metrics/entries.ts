/** The metrics: a new one is a file and a line here. */
export { auc } from './auc.ts';
export { averagePrecision } from './average-precision.ts';
export { coverage } from './coverage.ts';
export { diversity } from './diversity.ts';
export { gini } from './gini.ts';
export { hitRate, precision, recall, recallAll } from './hits.ts';
export { ndcg } from './ndcg.ts';
export { novelty, popularity, popularityRank } from './popularity.ts';
export { mae, mse, rmse, within } from './rating-errors.ts';
export { reciprocalRank } from './reciprocal-rank.ts';
export { serendipity } from './serendipity.ts';
