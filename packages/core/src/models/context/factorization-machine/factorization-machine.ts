/**
 * Factorization machine: every feature of an interaction has a weight and a vector, every pair of features the product of theirs,
 *   ŷ = w₀ + Σ_j w_j x_j + Σ_{j<k} ⟨v_j, v_k⟩ x_j x_k,
 * over the user, the item, their attributes, the context, and with `userBag` and `itemBag` all items of the user and all users of
 * the item. Gibbs sampling: y ~ N(ŷ, 1/α); in each group of features v ~ N(μ, 1/λ), with μ, λ and α learned; the prediction is the
 * mean over samples. SGD: squared error of ratings, or the logistic loss of what users had against drawn others.
 *
 * Source: Rendle: Factorization Machines, ICDM 2010, doi:10.1109/ICDM.2010.127; Rendle: Factorization Machines with libFM, ACM TIST
 * 2012, doi:10.1145/2168752.2168771 (Gibbs sampling); Rendle: Scaling Factorization Machines to Relational Data, VLDB 2013,
 * doi:10.14778/2535573.2535581 (blocks: what describes a user costs once a user).
 * Differs: the weights have one prior a group, as the factors do; SGD is AdaGrad.
 */
import type { RatingScale } from '../../../data/interaction-columns.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { teachingPart } from '../../../data/likes.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { LikewiseError } from '../../../errors.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { attributeMoments } from '../../attributes/attribute-space.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry, EpochReport, FitContext } from '../../contract/estimator.ts';
import { entityBlocks } from './blocks.ts';
import { contextBlocks } from './context.ts';
import { type GibbsSampler, gibbsSampler } from './gibbs.ts';
import { numbered } from './layout.ts';
import { FactorizationMachineModel } from './model.ts';
import { type FactorizationMachineOptions, machineOptions, machinePresets } from './options.ts';
import { orderedTarget } from './ordered-probit.ts';
import { firstSamples, type KeptSamples, type MachineState } from './samples.ts';
import { type Descent, openDescent } from './sgd.ts';

interface MachineContext extends Omit<FitContext, 'onEpoch'> {
  readonly onEpoch:
    | ((report: EpochReport, kept: (() => KeptSamples | Promise<KeptSamples>) | undefined) => void | Promise<void>)
    | undefined;
}

/** Chain by chain: each draw takes the noise, the intercept, the priors and every coordinate of every feature, each given all else. */
async function sampled(
  sampler: GibbsSampler,
  { target, chains, samples, burnIn, thinning }: FactorizationMachineOptions,
  { signal, onEpoch }: MachineContext,
): Promise<KeptSamples> {
  const sweeps = burnIn + samples * thinning;
  for (let chain = 0; chain < chains; chain++) {
    await sampler.start(chain);
    for (let sweep = 1; sweep <= sweeps; sweep++) {
      signal?.throwIfAborted();
      if (target === 'ordered-probit') await sampler.drawCutpointsAndLatentValues();
      else sampler.drawNoiseAndIntercept();
      sampler.drawPriors();
      await sampler.drawFeatures();
      const kept = (sweep - burnIn) / thinning;
      const done = chain * samples + Math.max(0, Math.floor(kept));
      if (kept > 0 && Number.isInteger(kept)) sampler.keep(chain * samples + kept - 1);
      await onEpoch?.(
        { epoch: chain * sweeps + sweep, epochs: chains * sweeps, figures: sampler.figures() },
        done > 0 ? () => firstSamples(sampler.kept, done) : undefined,
      );
    }
  }
  return sampler.kept;
}

/** Passes over the interactions in ever new orders, a step each. */
async function descended(
  descent: Descent,
  { epochs }: FactorizationMachineOptions,
  measure: 'trainMse' | 'logLoss',
  { signal, onEpoch }: MachineContext,
): Promise<KeptSamples> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    signal?.throwIfAborted();
    const loss = await descent.pass(epoch);
    await onEpoch?.({ epoch, epochs, figures: { [measure]: loss } }, async () => firstSamples(await descent.sample(), 1));
  }
  signal?.throwIfAborted();
  return descent.sample();
}

function trainingOf(train: Interactions, { training, target, userBag, itemBag }: FactorizationMachineOptions): MachineState['trainedBy'] {
  const method = training === 'auto' ? (train.hasRatings ? 'gibbs' : 'sgd') : training;
  const ordered = target === 'ordered-probit';
  if (!train.hasRatings && (method === 'gibbs' || userBag || itemBag || ordered)) {
    throw new LikewiseError(
      'missing-ratings',
      'factorizationMachine: Gibbs sampling, bags and ordered-probit need ratings; got interactions without. Leave training at auto and bags out, name the rating column, or take implicit-als or popular.',
      { instead: ['implicit-als', 'popular'] },
    );
  }
  if (method === 'sgd' && (userBag || itemBag || ordered)) {
    const option = ordered ? 'target' : userBag ? 'userBag' : 'itemBag';
    const needs = ordered
      ? 'target ordered-probit needs Gibbs sampling, which draws the latent values'
      : `${option} needs Gibbs sampling, whose cost of a bag is once ${userBag ? 'a user' : 'an item'}`;
    throw new LikewiseError('invalid-option', `factorizationMachine: ${needs}; leave it out or give ratings.`, { option });
  }
  return method;
}

/** Where all ratings are equal nothing else can be expected, whatever the draws around them say. */
function scaleFor(values: Float32Array, { min, max }: RatingScale): MachineState['ratingScale'] {
  return values.every((value) => value === values[0]) ? { min: values[0], max: values[0] } : { min, max };
}

export const factorizationMachineEntry: CatalogEntry<FactorizationMachineOptions, FactorizationMachineModel, 'factorization-machine'> =
  defineEstimator({
    name: 'factorization-machine',
    factory: 'factorizationMachine',
    family: 'context',
    summary:
      'Users, items, their attributes and the context of each interaction in one model: for ratings with a context, and for newcomers.',
    feedback: 'any',
    weights: 'counted',
    abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'by-features', 'context', 'uncertain'],
    options: machineOptions,
    formula: 'ŷ = w₀ + Σ_j w_j x_j + Σ_{j<k} ⟨v_j, v_k⟩ x_j x_k over user, item, attributes, context and bags',
    source:
      'Rendle: Factorization Machines, ICDM 2010, doi:10.1109/ICDM.2010.127; Rendle: Factorization Machines with libFM, ACM TIST 2012, doi:10.1145/2168752.2168771',
    presets: machinePresets,
    async fit(settings, train, context) {
      const trainedBy = trainingOf(train, settings);
      const taught = teachingPart(train);
      const { userItems, hasRatings } = taught;
      const contexts = contextBlocks(taught, settings);
      const entities = entityBlocks(taught, settings);
      const blocks = [...entities, ...contexts.map(({ block }) => block)];
      const numbering = numbered(blocks);
      const ordered = settings.target === 'ordered-probit' ? orderedTarget(userItems.values) : undefined;
      const meanRating = hasRatings && ordered === undefined ? meanOf(userItems.values) : 0;
      const targets = hasRatings ? userItems.values.map((rating) => rating - meanRating) : undefined;
      const { onEpoch } = context;
      const kernels = await kernelsOf(context);
      const training =
        trainedBy === 'gibbs'
          ? await gibbsSampler(blocks, numbering, ordered ?? (targets as Float32Array), settings, kernels, context)
          : await openDescent(taught, blocks, numbering, targets, settings, kernels, context);
      try {
        const stateOf = (kept: KeptSamples) => {
          const userFeatures = settings.userAttributes ? train.userFeatures : undefined;
          const itemFeatures = settings.itemAttributes ? train.itemFeatures : undefined;
          const { pointers } = entities[1].matrix;
          return {
            seen: patternOf(train.userItems),
            ...(taught === train ? {} : { taught: patternOf(userItems) }),
            trainedBy,
            ratingScale: train.ratingScale === undefined ? null : scaleFor(userItems.values, train.ratingScale),
            meanRating,
            levels: ordered?.levels ?? new Float64Array(0),
            contexts: contexts.map(({ shape }) => shape),
            userFeatureNames: userFeatures?.names ?? [],
            userMoments: attributeMoments(userFeatures),
            itemFeatureNames: itemFeatures?.names ?? [],
            itemMoments: attributeMoments(itemFeatures),
            // More than the id.
            itemAttributes: Uint8Array.from(train.items.ids, (_, item) => (pointers[item + 1] - pointers[item] > 1 ? 1 : 0)),
            ...kept,
          };
        };
        const listen: MachineContext['onEpoch'] =
          onEpoch && ((report, now) => onEpoch({ ...report, learned: now && (async () => stateOf(await now())) }));
        const kept =
          'pass' in training
            ? await descended(training, settings, targets === undefined ? 'logLoss' : 'trainMse', { ...context, onEpoch: listen })
            : await sampled(training, settings, { ...context, onEpoch: listen });
        return stateOf(kept);
      } finally {
        training.close();
      }
    },
    shapes(state, { factors, userBag }) {
      const { users, items, contexts, levels, taught } = state;
      const samples = Math.max(1, state.intercepts?.length ?? 0);
      const columns = samples * (factors + 1);
      const features = Array.isArray(contexts)
        ? contexts.reduce((sum, { kind, levels }) => sum + (kind === 'category' ? levels.length : 1), 0)
        : -1;
      return {
        seen: [users.size, items.size],
        ...(taught === undefined ? {} : { taught: [users.size, items.size] as const }),
        intercepts: [samples],
        precisions: [samples],
        cutpoints: [samples, Math.max(0, (levels?.length ?? 0) - 1)],
        userRows: [users.size, columns],
        itemRows: [items.size, columns],
        contextRows: [features, columns],
        contextMeans: [contexts?.length, columns],
        userFeatureRows: [(userBag ? items.size : 0) + (state.userFeatureNames?.length ?? -1), columns],
        itemFeatureRows: [state.itemFeatureNames?.length ?? -1, columns],
        userPriors: [samples, 2 * (factors + 1)],
        itemPriors: [samples, 2 * (factors + 1)],
        itemAttributes: [items.size, undefined, 'integers'],
      };
    },
    restored(state) {
      const missing = (['userMoments', 'itemMoments'] as const).filter((part) => state[part] === undefined);
      if (missing.length === 0) return state;
      const layouts = `this build needs layout 2, which says in userMoments and itemMoments how attributes are standardized; got layout 1, without ${missing.join(' and ')}`;
      throw new LikewiseError('invalid-state', `factorization-machine: ${layouts}. Fit the model again.`, { missing, layout: 1, needs: 2 });
    },
    model: FactorizationMachineModel,
  });

/**
 * Predicts ratings, or ranks by likes, from users, items, attributes and contexts together.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `diverged` (SGD), `missing-ratings` (Gibbs without ratings),
 *   `unknown-context`, `too-large`, and `invalid-option` for a bag with SGD.
 * @example const model = await factorizationMachine({ userBag: true, itemBag: true }).fit(train);
 */
export const factorizationMachine: Factory<FactorizationMachineOptions, FactorizationMachineModel> = factorizationMachineEntry.create;
