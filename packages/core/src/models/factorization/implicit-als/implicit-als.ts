/**
 * Implicit-feedback matrix factorization, fitted by alternating least squares.
 *
 * Scores x_u · y_i and minimizes, over all pairs of user and item,
 *   Σ_observed c_ui (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ_u λ_u ‖x_u‖² + Σ_i λ_i ‖y_i‖²
 * with w₀ = unobservedWeight, c_ui the confidence of an observed pair of value r (weighting linear: w₀ + alpha·r, log: w₀ +
 * alpha·ln(1 + r), given: alpha·r, not below w₀, binary: w₀ + alpha), and the penalty of a row
 *   λ_row = regularization · (count + w₀ · others)^regularizationExponent,
 * count = its observed pairs, others = all rows of the other axis: items for a user, users for an item.
 *
 * Source: Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, doi:10.1109/ICDM.2008.22
 * (objective, explanations); Rendle, Krichene, Zhang, Koren: Revisiting the Performance of iALS on Item Recommendation
 * Benchmarks, RecSys 2022, arXiv:2110.14037 (penalty by frequency, start); the same: iALS++, arXiv:2110.14044 (solver
 * block); Takács, Pilászy, Tikk: Applications of the Conjugate Gradient Method for Implicit Feedback Collaborative
 * Filtering, RecSys 2011, doi:10.1145/2043932.2043987 (solver cg).
 * Differs: Hu has λ_row = λ: regularizationExponent 0. Rendle counts the w₀-term for observed pairs too,
 * Σ_observed (1 − s)² + w₀ Σ_all s²; with binary feedback that is our objective under weighting "binary", alpha 1 and
 * regularization · (1 + w₀), its scores are ours ÷ (1 + w₀). Items are solved before users, so that the last half-step
 * is the fold-in. Values of 0 are no preference: seen, but trained as unobserved.
 *
 * With features the penalty of a row is λ_row [(1 − ρ)‖y‖² + ρ‖y − Wᵀf‖²], W learned along (implicit-als/feature-prior.ts), and a row
 * without interactions is Wᵀf. Source: Agarwal, Chen: Regression-based Latent Factor Models, KDD 2009,
 * doi:10.1145/1557019.1557029. Differs: squared error over all pairs, W by ridge instead of the EM algorithm.
 */
import { LikewiseError } from '../../../errors.ts';
import { requirePositives } from '../../answering/positives.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry, FitContext } from '../../contract/estimator.ts';
import { describedData } from './described-data.ts';
import { ImplicitALSModel, type ImplicitALSState } from './model.ts';
import { type ImplicitALSOptions, implicitALSOptions, implicitALSPresets, requireSolverOfFeatures } from './options.ts';
import { refitChanged } from './refit.ts';
import { openALS, solverOf } from './training.ts';

export const implicitALSEntry: CatalogEntry<ImplicitALSOptions, ImplicitALSModel, 'implicit-als'> = defineEstimator({
  name: 'implicit-als',
  factory: 'implicitALS',
  family: 'factorization',
  summary: 'Vectors of people and items from what people did: the strong, fast first choice for clicks, plays and purchases.',
  feedback: 'implicit',
  weights: 'weighed',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  refits: true,
  options: implicitALSOptions,
  check: requireSolverOfFeatures,
  formula: 'score(u,i) = x_u·y_i, minimizing Σ_observed c_ui (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ_u λ_u‖x_u‖² + Σ_i λ_i‖y_i‖²',
  source:
    'Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, doi:10.1109/ICDM.2008.22; Rendle, Krichene, Zhang, Koren: Revisiting the Performance of iALS on Item Recommendation Benchmarks, RecSys 2022, arXiv:2110.14037',
  presets: implicitALSPresets,
  async fit(settings, train, context) {
    const { epochs } = settings;
    const { signal, onEpoch } = context;
    const data = describedData(train, requirePositives('implicitALS', train), settings);
    const older = olderState(context);
    const { users, items, seen } = data;
    const kernels = await kernelsOf(context);
    if (older !== undefined && context.refit === 'changed')
      return { users, items, seen, ...(await refitChanged(data, settings, kernels, context, older)) };

    const training = await openALS(data, settings, kernels);
    const learned = async () => ({ users, items, seen, ...(await training.learned(signal)) });
    try {
      await training.start(older, signal);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        await training.halfStep('item', solverOf(settings, false), signal);
        await training.halfStep('user', solverOf(settings, epoch === epochs), signal); // Last, so that folding in repeats it.
        if (onEpoch !== undefined) await onEpoch({ epoch, epochs, objective: await training.objective(signal), learned });
      }
      return await learned();
    } finally {
      training.close();
    }
  },
  shapes: ImplicitALSModel.shapes,
  model: ImplicitALSModel,
});

/** The model to start from. @throws LikewiseError `wrong-model` unless it is of this kind, `missing-model` where a refit has none. */
function olderState({ from: older, refit }: FitContext): ImplicitALSState | undefined {
  if (older === undefined && refit === 'changed') {
    throw new LikewiseError('missing-model', "implicitALS.fit: refit: 'changed' needs the older model: give it as from.");
  }
  if (older === undefined || older instanceof ImplicitALSModel) return older?.state;
  throw new LikewiseError('wrong-model', `implicitALS.fit: from must be an implicit-als model; got ${older.name}.`, { name: older.name });
}

/**
 * Values are confidences of implicit feedback. Ratings are refused: keep only what users liked first, or say that they are weights.
 * `context.from` starts from the vectors of an older implicit-als model; rows that it does not have start at random. With
 * `refit: 'changed'` only the users and items whose positives changed since are solved, once, exactly; all others keep their vectors bit
 * for bit.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`, `invalid-value`,
 *   `not-positive-definite` where the regularization is too small for the data, `wrong-model`, `missing-model`, `too-large`.
 * @example const model = await implicitALS({ factors: 32 }).fit(train);
 */
export const implicitALS: Factory<ImplicitALSOptions, ImplicitALSModel> = implicitALSEntry.create;
