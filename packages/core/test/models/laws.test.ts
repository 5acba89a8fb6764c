/** Every model of the catalog keeps the laws; exceptions carry their reason. */
import { expect, test } from 'vitest';
import { modelCatalog } from '../../src/models/catalog.ts';
import { describeModelLaws, type LawOptions } from '../../testkit/index.ts';

const alike = 'no: ranks alike for every user';

const shortSteps = 'no: training stops before the minimum that fold-in goes to; networks.test.ts trains to the end';
const noScale = 'no: without ratings there is no scale';
const amongOthers = 'no: a new person is compared with everyone, a training user with everyone else';

/** Only what differs from keeping every law with default settings. */
const options: Readonly<Record<string, LawOptions>> = {
  popular: { learnsCheckerboard: alike, needsHistory: alike },
  trending: { learnsCheckerboard: alike, needsHistory: alike },
  'damped-mean': { learnsCheckerboard: alike, needsHistory: alike },
  bias: { learnsCheckerboard: alike },
  autorec: {
    foldInAgrees:
      'no: users of the item form are weights, which short training leaves before their minimum; autorec.test.ts has the user form',
  },
  'mult-vae': { settings: { hidden: 16, factors: 8, epochs: 30, annealing: 10, learningRate: 0.01 } },
  'rec-vae': { settings: { hidden: 16, factors: 8, layers: 2, epochs: 20, learningRate: 0.01 } },
  svd: { foldInAgrees: 'no: short training stops before the minimum that fold-in solves; svd.test.ts trains to the end' },
  'asymmetric-svd': {
    sharesAddUp: 'no: shares add up to what lies above the baseline',
    settings: { factors: 8, regularization: 1, sumRegularization: 1, learningRate: 0.02 },
  },
  'svd-pp': { foldInAgrees: 'no: short training stops before the minimum that fold-in solves; svd-pp.test.ts trains to the end' },
  'bayesian-pmf': { agreement: { within: 0.1, why: 'training averages draws, fold-in their conditional means' } },
  elsa: { settings: { factors: 4, epochs: 60, learningRate: 0.05 } },
  bpr: { agreement: { within: 0.3, why: 'each draws its own negatives, and training moves users while items still move' } },
  'logistic-mf': { agreement: { within: 0.1, why: 'training moves users while items still move; both end near the same maximum' } },
  'gradient-mf': { agreement: { within: 1e-3, why: 'training steps towards the minimum that fold-in solves' } },
  // With as many factors as items it repeats the matrix, unknown cells 0 and in no order.
  'pure-svd': { settings: { factors: 2 } },
  'dot-embeddings': { checkerboardSettings: { epochs: 60, learningRate: 0.01 }, foldInAgrees: shortSteps },
  deep: { checkerboardSettings: { epochs: 60, learningRate: 0.01 }, foldInAgrees: shortSteps },
  residual: { checkerboardSettings: { epochs: 60, learningRate: 0.01 }, foldInAgrees: shortSteps },
  neumf: { checkerboardSettings: { epochs: 60, batchSize: 8, learningRate: 0.01, regularization: 0.01 }, foldInAgrees: shortSteps },
  'social-mf': {
    needsHistory: 'no: people stand where their friends stand, and without any at the mean',
    foldInAgrees: 'no: ratings do not tell friends',
  },
  'user-knn': { without: { predict: noScale }, foldInAgrees: amongOthers },
  'item-knn': { without: { predict: noScale } },
  'item-regression': { sharesAddUp: 'no: shares add up to what lies above the baseline' },
  'slope-one': { learnsCheckerboard: 'no: differences between items are the same for everyone' },
  'factorization-machine': {
    without: { uncertain: 'no: without ratings there is no interval; factorization-machine.test.ts has ratings' },
    foldInAgrees: 'no: ratings alone tell neither attributes nor context of a training user; factorization-machine.test.ts leaves both out',
  },
  demographic: {
    without: { predict: noScale },
    needsHistory: 'no: people are known by their attributes, and without any everyone answers',
    foldInAgrees: 'no: ratings do not tell attributes',
  },
  'feature-als': {
    needsHistory: 'no: people are known by their attributes, and without any everyone answers',
    foldInAgrees: 'no: ratings do not tell attributes; feature-als.test.ts gives both',
  },
  social: {
    without: { predict: noScale },
    needsHistory: 'no: people are known by their friends, and without any everyone answers',
    foldInAgrees: 'no: ratings do not tell friends',
  },
  item2vec: {
    settings: { factors: 8, epochs: 10 },
    learnsCheckerboard: 'no: goes by what is near, and on the board liked and disliked follow each other',
  },
  'markov-chain': { learnsCheckerboard: 'no: goes by the last item alone', settings: { smoothing: 0.5 } },
  'sequential-rules': { checkerboardSettings: { backward: 1 } },
  // With a validation it may stop before its last epoch.
  sasrec: {
    settings: { validation: 0, epochs: 10 },
    learnsCheckerboard: 'no: goes by the order, and on the board what was left out comes before what was met',
    foldInAgrees: 'no: the ratings that laws tell have no times, so that the order is another; sasrec.test.ts tells them',
  },
  blend: { settings: { models: 'sequential-rules:backward=1+ease:regularization=5' } },
  random: { learnsCheckerboard: 'no: learns nothing', needsHistory: 'no: an order is made for every user of the id map' },
};

const neighborhoods: LawOptions['optionProofs'] = {
  neighbors: { values: [1] },
  norms: { settings: { similarity: 'cosine' } },
  weights: { settings: { similarity: 'pearson' } },
  k1: { settings: { similarity: 'bm25' } },
  b: { settings: { similarity: 'bm25' } },
};

const networks: LawOptions['optionProofs'] = {
  momentum: { settings: { optimizer: 'sgd' } },
  rateFactor: { settings: { schedule: 'plateau', ratePatience: 0, learningRate: 1, epochs: 8 } },
  ratePatience: { settings: { schedule: 'plateau', learningRate: 1, epochs: 8 }, values: [0, 1] },
  schedule: { values: ['cosine'] },
  patience: { settings: { validation: 0.3, epochs: 60, learningRate: 0.05, batchSize: 8 }, values: [1] },
  rows: { settings: { batchSize: 8, regularization: 0.1 } },
  startScale: { values: [0.5] },
  epsilon: { values: [1e-3] },
};
const networkLayers: LawOptions['optionProofs'] = {
  ...networks,
  hidden: { values: ['8', '8+4'] },
};

/** What an option goes with, where it does not show on its own. */
const optionProofs: Readonly<Record<string, LawOptions['optionProofs']>> = {
  'user-knn': neighborhoods,
  'item-knn': neighborhoods,
  'item-regression': { neighbors: { values: [1] }, shrinkage: { settings: { neighbors: 2 }, values: [0] } },
  'implicit-als': {
    cgSteps: { settings: { solver: 'cg' }, values: [1] },
    blockSize: { settings: { solver: 'block' }, values: [2] },
    featureRegularization: { settings: { itemFeatureWeight: 0.5 } },
  },
  'logistic-mf': { negatives: { values: [1, 2] } },
  'gradient-mf': {
    momentum: { settings: { optimizer: 'momentum' } },
    patience: { settings: { validation: 0.3, epochs: 60, learningRate: 1 }, values: [1] },
  },
  'dot-embeddings': networks,
  deep: networkLayers,
  residual: networkLayers,
  neumf: {
    hidden: { values: ['8', '5+4'] },
    batchSize: { values: [1, 5] },
    patience: {
      settings: { validation: 0.3, epochs: 60, learningRate: 0.01, batchSize: 4, dropout: 0.7, regularization: 0.02 },
      values: [1],
    },
  },
  autorec: {
    batchSize: { values: [1, 5] },
    patience: { settings: { validation: 0.3, epochs: 60, learningRate: 0.05, batchSize: 2, schedule: 'constant' }, values: [1] },
  },
  'mult-vae': {
    batchSize: { values: [1, 5] },
    patience: { settings: { validation: 0.3, epochs: 40, learningRate: 0.02, batchSize: 3 }, values: [1] },
  },
  'rec-vae': {
    batchSize: { values: [1, 5] },
    patience: { settings: { validation: 0.5, epochs: 40, learningRate: 0.05, batchSize: 2, schedule: 'constant' }, values: [1] },
  },
  slim: {
    nonNegative: { settings: { sparsity: 0, regularization: 0.1 } },
    epochs: { settings: { regularization: 0.1, sparsity: 0 }, values: [1] },
  },
  elsa: { batchSize: { values: [1, 5] } },
  sansa: { entries: { values: [1, 3] } },
  rp3beta: { neighbors: { values: [1] } },
  'markov-chain': Object.fromEntries(
    ['factors', 'epochs', 'negatives', 'batchSize', 'learningRate', 'regularization', 'seed'].map((option) => [
      option,
      { settings: { prior: 'factorized', factors: 4, epochs: 3, negatives: 5, batchSize: 20, learningRate: 0.05 } },
    ]),
  ),
  'sequential-rules': { rules: { values: [1] }, window: { values: [1] }, last: { values: [1] } },
  content: {
    fields: { values: ['kind', 'plot'] },
    k1: { settings: { weighting: 'bm25' } },
    b: { settings: { weighting: 'bm25' } },
    minDf: { values: [1, 4, 6] },
    likes: { settings: { fields: 'plot' } },
  },
  'feature-als': { fields: { values: ['kind'] }, userFields: { values: ['kind'] }, minDf: { values: [1, 4, 6] } },
  demographic: { attributes: { values: ['kind'] } },
  'factorization-machine': {
    target: { settings: { training: 'gibbs' } },
    context: { values: ['none'] },
    userBag: { settings: { training: 'gibbs' } },
    itemBag: { settings: { training: 'gibbs' } },
  },
  blend: {
    models: { values: ['sequential-rules+markov-chain'] },
    rankConstant: { settings: { method: 'rrf' } },
    weights: { values: ['1+3', 'tuned'] },
    validation: 'no: rows that all have a time are not drawn; blend.test.ts has rows without',
    seed: { settings: { models: 'sequential-rules+bpr:epochs=3' } },
  },
  sasrec: {
    calibration: { settings: { loss: 'gbce', negatives: 2 } },
    batchSize: { values: [4] },
    warmUp: { values: [20] },
    cycles: { settings: { schedule: 'cosine' } },
    patience: { settings: { validation: 0.5, learningRate: 0.05 }, values: [1] },
  },
};

for (const entry of modelCatalog) describeModelLaws(entry, { ...options[entry.name], optionProofs: optionProofs[entry.name] });

test('exceptions name models of the catalog', () => {
  for (const name of Object.keys(options)) expect(modelCatalog.map((entry) => entry.name)).toContain(name);
});

test('names and factories are distinct', () => {
  for (const key of ['name', 'factory'] as const) expect(new Set(modelCatalog.map((entry) => entry[key])).size).toBe(modelCatalog.length);
});
