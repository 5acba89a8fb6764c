/**
 * Matrix factorization by full-batch gradient descent: the plainest way to learn vectors, good for teaching.
 *
 * Predicts r̂(u,i) = m_i + b_u + w_u · x_i, m_i the mean rating of the item ("mean normalization"), and minimizes
 *   J = ½ Σ (r̂ − r)² + λ/2 (Σ_u ‖w_u‖² + Σ_i ‖x_i‖²);  with loss "mean" Σ (r̂ − r)² / ratings instead of the first term.
 * Every epoch is one step along the slope of all ratings at once: Adam, or plain descent with momentum.
 *
 * Source: Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009,
 * doi:10.1109/MC.2009.263; Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, arXiv:1412.6980.
 * Differs: only rated cells are visited; an item without a rating is not predicted, where the usual exercise says 0. A new
 * user's bias and vector are the exact minimum of J with the items held fixed, which descent only nears.
 */
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { GradientMFModel } from './model.ts';
import { type GradientMFOptions, gradientMFOptions, gradientMFPresets } from './options.ts';
import { openBatchDescent } from './training.ts';

export const gradientMFEntry: CatalogEntry<GradientMFOptions, GradientMFModel, 'gradient-mf'> = defineEstimator({
  name: 'gradient-mf',
  factory: 'gradientMF',
  family: 'factorization',
  summary: 'Vectors by plain gradient descent on all ratings at once: to learn how factorization works, step by step.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options: gradientMFOptions,
  formula: 'r̂(u,i) = m_i + b_u + w_u·x_i, minimizing ½ Σ (r̂ − r)² + λ/2 (Σ_u ‖w_u‖² + Σ_i ‖x_i‖²)',
  source:
    'Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263; Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, arXiv:1412.6980',
  presets: gradientMFPresets,
  async fit(settings, train, context) {
    const { epochs, patience } = settings;
    const { signal, onEpoch } = context;
    const descent = await openBatchDescent(train, settings, await kernelsOf(context));
    try {
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        const { objective, trainRmse } = await descent.slopes(signal);
        descent.requireDescent(epoch - 1, objective);
        await descent.step(signal);
        const validation = await descent.validate(epoch, signal);
        await onEpoch?.({ epoch, epochs, objective, figures: { trainRmse, ...validation }, learned: () => descent.learned() });
        if (epoch - descent.bestSteps >= patience) break;
      }
      return descent.learned();
    } finally {
      descent.close();
    }
  },
  shapes: GradientMFModel.shapes,
  model: GradientMFModel,
});

/**
 * `onEpoch` reports the objective before the step of its epoch.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await gradientMF({ validation: 0.1 }).fit(train);
 */
export const gradientMF: Factory<GradientMFOptions, GradientMFModel> = gradientMFEntry.create;
