/**
 * Logistic matrix factorization: the probability that someone likes an item.
 *
 * P(u likes i) = σ(s), s = b_u + b_i + x_u · y_i, and maximizes, by alternating AdaGrad steps,
 *   Σ_liked α r_ui ln σ(s_ui) + Σ_all ln σ(−s_ui) − λ/2 (Σ_u ‖x_u‖² + Σ_i ‖y_i‖²)
 * The sum over all pairs of a row is estimated from `negatives` pairs for each of its likes, drawn anew each half-step, and taken
 * in full where that is no more.
 *
 * Source: Johnson: Logistic Matrix Factorization for Implicit Feedback Data, NIPS 2014 workshop on distributed machine learning and
 * matrix computations. Confidence α·r: Hu, Koren, Volinsky, ICDM 2008, doi:10.1109/ICDM.2008.22. Steps: Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 12 (2011).
 * Differs: the paper's gradients sum over all pairs, ours estimate that sum without bias: each drawn pair stands for all pairs ÷ drawn
 * pairs (the library implicit counts it once, by which a popular item gains nothing). Users and items without a like take no
 * part. Items are moved before users. The vector and bias of a new user or item are found by the same steps with the others held fixed.
 */
import { patternOf } from '../../../matrix/sparse.ts';
import { requirePositives } from '../../answering/positives.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { LogisticMFModel } from './model.ts';
import { type LogisticMFOptions, logisticMFOptions, logisticMFPresets } from './options.ts';
import { openLogistic, requireSaneScores } from './training.ts';

export const logisticMFEntry: CatalogEntry<LogisticMFOptions, LogisticMFModel, 'logistic-mf'> = defineEstimator({
  name: 'logistic-mf',
  factory: 'logisticMF',
  family: 'factorization',
  summary: 'Vectors and biases that give the odds that someone likes an item, from clicks, plays and counts.',
  feedback: 'implicit',
  weights: 'weighed',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options: logisticMFOptions,
  formula: 'score(u,i) = b_u + b_i + x_u·y_i, maximizing Σ_liked α r ln σ(score) + Σ_all ln σ(−score) − λ/2 (Σ_u‖x_u‖² + Σ_i‖y_i‖²)',
  source:
    'Johnson: Logistic Matrix Factorization for Implicit Feedback Data, NIPS 2014 workshop on distributed machine learning and matrix computations; confidence α·r: Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, doi:10.1109/ICDM.2008.22',
  presets: logisticMFPresets,
  async fit(settings, train, context) {
    const { epochs } = settings;
    const { signal, onEpoch } = context;
    const likes = requirePositives('logisticMF', train);
    const training = await openLogistic(likes, settings, await kernelsOf(context));
    const learned = () => ({ seen: patternOf(train.userItems), ...training.learned() });
    try {
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        await training.halfStep('item', signal);
        const wrongScore = await training.halfStep('user', signal);
        requireSaneScores(epoch, wrongScore, settings);
        await onEpoch?.({ epoch, epochs, figures: { wrongScore }, learned });
      }
      return learned();
    } finally {
      training.close();
    }
  },
  shapes: LogisticMFModel.shapes,
  model: LogisticMFModel,
});

/**
 * Values above 0 are likes and count alpha times their size; 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await logisticMF({ factors: 30 }).fit(train);
 */
export const logisticMF: Factory<LogisticMFOptions, LogisticMFModel> = logisticMFEntry.create;
