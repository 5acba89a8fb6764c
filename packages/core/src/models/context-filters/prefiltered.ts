/**
 * Contextual pre-filtering: any estimator, fitted to the interactions of one context alone. Right where tastes differ between
 * contexts and each has enough data; with little data a `factorizationMachine` or `postfiltered` loses less.
 *
 * Source: Adomavicius, Tuzhilin: Context-Aware Recommender Systems, Recommender Systems Handbook 2011,
 * doi:10.1007/978-0-387-85820-3_7.
 */
import type { Interactions } from '../../data/interactions.ts';
import { selectInteractions } from '../../data/select.ts';
import type { Estimator, FitContext } from '../contract/estimator.ts';
import type { Model } from '../contract/model.ts';
import { type ContextCondition, matching } from './matching.ts';

export interface PrefilterOptions {
  /** The context: for each column named, the levels that count. */
  readonly where: ContextCondition;
}

/**
 * The fitted model is the estimator's own and is saved as such. It knows who and what occurs in the context; take
 * `chain(prefiltered(…), …)` for the others.
 * @throws LikewiseError from `fit`: `unknown-context`, `empty-data` where no interaction matches, and what the estimator throws
 * @example const model = await prefiltered(itemKNN(), { where: { weekday: ['saturday', 'sunday'] } }).fit(train);
 */
export function prefiltered<M extends Model, S extends object>(
  estimator: Estimator<M, S>,
  { where }: PrefilterOptions,
): Estimator<M, { readonly where: ContextCondition; readonly settings: Readonly<S> }> {
  return Object.freeze({
    name: estimator.name,
    settings: Object.freeze({ where: Object.freeze({ ...where }), settings: estimator.settings }),
    fit: async (train: Interactions, context?: FitContext) =>
      estimator.fit(selectInteractions(train, matching('prefiltered', train, where)), context),
  });
}
