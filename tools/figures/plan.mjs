/**
 * What each figure of docs/models shows: the held-out figure of a model by one of its options, all else at its default unless
 * `settings` says otherwise. Tasks: `ratings` = RMSE on MovieLens 100K, split u1; `topn` = NDCG@20 of the same split with ratings of 4 and
 * more as positives, `new-items` = NDCG@10 among a fifth of the items of its training part, held out whole, with the features of u.item.
 * To add a figure for a model, add an entry, measure it, draw it, and embed docs/models/<model>.svg in its page.
 */
const ratings = 'ratings';
const topn = 'topn';
const newItems = 'new-items';

/** `option` runs through `values`; each series has its own settings, and may be another model. */
export const plan = {
  'user-knn': {
    task: ratings,
    option: 'neighbors',
    values: [5, 10, 20, 40, 80, 160],
    log: true,
    title: 'user-knn: how many neighbors',
    series: [
      { label: 'baseline', settings: { prediction: 'baseline' } },
      { label: 'user mean', settings: { prediction: 'mean' } },
    ],
  },
  'item-knn': {
    task: ratings,
    option: 'neighbors',
    values: [5, 10, 20, 40, 80, 160],
    log: true,
    title: 'item-knn: how many neighbors',
    series: [
      { label: 'baseline', settings: { prediction: 'baseline' } },
      { label: 'item mean', settings: { prediction: 'mean' } },
    ],
  },
  'slope-one': {
    task: ratings,
    option: 'minOverlap',
    values: [1, 2, 3, 5, 8, 12, 20],
    log: true,
    title: 'slope-one: least people in common',
    series: [
      { label: 'weighted', settings: {} },
      { label: 'unweighted', settings: { weighted: false } },
    ],
  },
  svd: {
    task: ratings,
    option: 'epochs',
    values: [1, 2, 4, 7, 12, 20, 35, 60, 100],
    log: true,
    title: 'svd: epochs and penalty',
    series: [0.02, 0.08, 0.15].map((regularization) => ({ label: `regularization ${regularization}`, settings: { regularization } })),
  },
  'svd-pp': {
    task: ratings,
    option: 'epochs',
    values: [1, 2, 4, 7, 12, 20, 35, 60],
    log: true,
    title: 'svd-pp beside svd',
    series: [
      { label: 'svd-pp', settings: {} },
      { label: 'svd', model: 'svd', settings: {} },
    ],
  },
  'explicit-als': {
    task: ratings,
    option: 'regularization',
    values: [0.03, 0.05, 0.08, 0.12, 0.18, 0.27],
    log: true,
    title: 'explicit-als: the penalty decides',
    series: [8, 32, 64].map((factors) => ({ label: `${factors} factors`, settings: { factors } })),
  },
  pmf: {
    measure: 'objective',
    task: ratings,
    option: 'epochs',
    values: 25,
    title: 'pmf: the objective never rises',
    series: [2, 5, 10].map((factors) => ({ label: `${factors} factors`, settings: { factors } })),
  },
  'bayesian-pmf': {
    measure: 'coverage',
    task: ratings,
    option: 'level',
    values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95],
    title: 'bayesian-pmf: how often its intervals hold',
    series: [{ label: 'held-out ratings inside', settings: {} }, { label: 'as promised' }],
  },
  'gradient-mf': {
    task: ratings,
    option: 'epochs',
    values: [5, 10, 20, 35, 60, 100, 200],
    log: true,
    title: 'gradient-mf: steps and penalty',
    series: [1, 3, 10].map((regularization) => ({ label: `regularization ${regularization}`, settings: { regularization } })),
  },
  nmf: {
    task: ratings,
    option: 'factors',
    values: [2, 4, 8, 16, 32],
    log: true,
    title: 'nmf: factors and biases',
    series: [
      { label: 'without biases', settings: {} },
      { label: 'with biases', settings: { biases: true } },
    ],
  },
  'pure-svd': {
    task: topn,
    option: 'factors',
    values: [2, 4, 8, 16, 32, 64, 128],
    log: true,
    title: 'pure-svd: few factors are enough',
    series: [{ label: 'NDCG@20', settings: {} }],
  },
  'implicit-als': {
    task: topn,
    option: 'epochs',
    values: [1, 2, 3, 4, 6, 8, 12, 16],
    log: true,
    title: 'implicit-als: three solvers, one minimum',
    series: ['direct', 'cg', 'block'].map((solver) => ({ label: solver, settings: { solver } })),
  },
  bpr: {
    task: topn,
    option: 'epochs',
    values: [2, 5, 10, 20, 40, 80, 160],
    log: true,
    title: 'bpr: hard negatives learn faster',
    series: [
      { label: 'one negative', settings: {} },
      { label: 'the hardest of 4', settings: { candidates: 4 } },
    ],
  },
  'logistic-mf': {
    task: topn,
    option: 'epochs',
    values: [1, 2, 4, 8, 15, 30, 60],
    log: true,
    title: 'logistic-mf: epochs and penalty',
    series: [1, 5, 20].map((regularization) => ({ label: `regularization ${regularization}`, settings: { regularization } })),
  },
  ease: {
    task: topn,
    option: 'regularization',
    values: [10, 30, 100, 300, 1000, 3000],
    log: true,
    title: 'ease: one option',
    series: [{ label: 'NDCG@20', settings: {} }],
  },
  slim: {
    task: topn,
    option: 'regularization',
    values: [10, 30, 100, 300, 1000, 3000],
    log: true,
    title: 'slim: two penalties',
    series: [0, 3, 10].map((sparsity) => ({ label: `sparsity ${sparsity}`, settings: { sparsity } })),
  },
  rp3beta: {
    task: topn,
    option: 'beta',
    values: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    title: 'rp3beta: how much popularity is held down',
    series: [0.7, 1, 1.5].map((alpha) => ({ label: `alpha ${alpha}`, settings: { alpha } })),
  },
  'feature-als': {
    task: newItems,
    option: 'regularization',
    values: [0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128],
    log: true,
    title: 'feature-als: new items by their features',
    series: [
      ...[8, 64].map((factors) => ({ label: `${factors} factors`, settings: { factors } })),
      { label: 'content', model: 'content', settings: {}, level: true },
    ],
  },
};
