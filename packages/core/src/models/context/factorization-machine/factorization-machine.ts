/**
 * Factorization machine: every feature of an interaction has a weight and a vector, every pair of features the product of theirs,
 *   ŷ = w₀ + Σ_j w_j x_j + Σ_{j<k} ⟨v_j, v_k⟩ x_j x_k,
 * over the user, the item, their attributes, the context, and with `userBag` and `itemBag` all items of the user and all users of
 * the item. Gibbs sampling: y ~ N(ŷ, 1/α); in each group of features v ~ N(μ, 1/λ), with μ, λ and α learned; the prediction is the
 * mean over samples. SGD: squared error of ratings, or the logistic loss of what people had against drawn others.
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
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { boolean, choice, integer, number, type OptionSpecs, resolveOptions, text } from '../../../options.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import { refuseRefit, requireInteractions } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import { blocksOf, numbered } from './blocks.ts';
import { gibbs } from './gibbs.ts';
import { checkedMachine, FactorizationMachineModel } from './model.ts';
import { orderedTarget } from './ordered.ts';
import { descend } from './sgd.ts';
import type { MachineState } from './state.ts';

export interface FactorizationMachineOptions {
  /** Length of the vector of each feature; integer ≥ 1. @default 10 */
  readonly factors: number;
  /** Gibbs sampling, for ratings; or SGD; `auto` takes Gibbs where there are ratings. @default 'auto' */
  readonly training: 'auto' | 'gibbs' | 'sgd';
  /** What a rating is: a number with noise, or a class in order with cutpoints between; the latter with Gibbs only. @default 'regression' */
  readonly target: 'regression' | 'ordered-probit';
  /** Context columns that are features: `all`, `none`, or names joined by +. @default 'all' */
  readonly context: string;
  /** The day of each interaction, from its time, is a context column `day`. @default false */
  readonly day: boolean;
  /** Attributes of users are features, where the data has them. @default true */
  readonly userAttributes: boolean;
  /** Attributes of items are features, where the data has them. @default true */
  readonly itemAttributes: boolean;
  /** All items of the user are features, each 1/√n (as in SVD++); Gibbs only. @default false */
  readonly userBag: boolean;
  /** All users of the item are features, each 1/√n; Gibbs only. @default false */
  readonly itemBag: boolean;
  /** Gibbs: chains from different starts, whose samples are averaged together; integer ≥ 1. @default 1 */
  readonly chains: number;
  /** Gibbs: samples of each chain that are kept and averaged; integer ≥ 1. @default 100 */
  readonly samples: number;
  /** Gibbs: draws before the first kept one; integer ≥ 0. @default 20 */
  readonly burnIn: number;
  /** Gibbs: draws from one kept sample to the next; integer ≥ 1. @default 1 */
  readonly thinning: number;
  /** SGD: passes over the interactions; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** SGD: first step of AdaGrad; > 0. @default 0.05 */
  readonly learningRate: number;
  /** SGD: penalty of weights and factors at each step; ≥ 0. @default 0.01 */
  readonly regularization: number;
  /** SGD without ratings: others drawn for each interaction; integer ≥ 1. @default 4 */
  readonly negatives: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<FactorizationMachineOptions> = {
  factors: integer(10, { min: 1, max: 256 }, 'length of the vector of each feature'),
  training: choice('auto', ['auto', 'gibbs', 'sgd'], 'Gibbs sampling, for ratings; or SGD; auto takes Gibbs where there are ratings'),
  target: choice(
    'regression',
    ['regression', 'ordered-probit'],
    'a rating is a number with noise, or a class in order between cutpoints; the latter with Gibbs only',
  ),
  context: text('all', 'context columns that are features: all, none, or names joined by +'),
  day: boolean(false, 'the day of each interaction is a context column named day'),
  userAttributes: boolean(true, 'attributes of users are features'),
  itemAttributes: boolean(true, 'attributes of items are features'),
  userBag: boolean(false, 'all items of the user are features (as in SVD++); Gibbs only'),
  itemBag: boolean(false, 'all users of the item are features; Gibbs only'),
  chains: integer(1, { min: 1 }, 'Gibbs: chains from different starts, whose samples are averaged together'),
  samples: integer(100, { min: 1 }, 'Gibbs: samples of each chain that are kept and averaged'),
  burnIn: integer(20, { min: 0 }, 'Gibbs: draws before the first kept one'),
  thinning: integer(1, { min: 1 }, 'Gibbs: draws from one kept sample to the next'),
  epochs: integer(20, { min: 1 }, 'SGD: passes over the interactions'),
  learningRate: number(0.05, { above: 0 }, 'SGD: first step of AdaGrad'),
  regularization: number(0.01, { min: 0 }, 'SGD: penalty of weights and factors at each step'),
  negatives: integer(4, { min: 1, max: 1000 }, 'SGD without ratings: others drawn for each interaction'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `diverged` (SGD), `missing-ratings` (Gibbs without ratings),
 *   `unknown-context`, `too-large`, and `invalid-option` for a bag with SGD.
 * @example const model = await factorizationMachine({ userBag: true, itemBag: true }).fit(train);
 */
export function factorizationMachine(
  given: Partial<FactorizationMachineOptions> = {},
): Estimator<FactorizationMachineModel, FactorizationMachineOptions> {
  const settings = resolveOptions('factorizationMachine', options, given);
  return Object.freeze({ name: 'factorization-machine', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<FactorizationMachineModel> {
    refuseRefit('factorizationMachine', context.refit);
    context.signal?.throwIfAborted();
    requireInteractions('factorizationMachine', train);
    const method = trainingOf(train, settings);
    const taught = teachingPart(train);
    const { users, items, userItems } = taught;
    const { blocks, contexts } = blocksOf(taught, settings);
    const numbering = numbered(blocks);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const ordered = settings.target === 'ordered-probit' ? orderedTarget(userItems.values) : undefined;
    const meanRating = train.hasRatings && ordered === undefined ? meanOf(userItems.values) : 0;
    const targets = train.hasRatings ? userItems.values.map((rating) => rating - meanRating) : undefined;
    const kept =
      method === 'gibbs'
        ? await gibbs(taught, blocks, numbering, ordered ?? (targets as Float32Array), settings, kernels, context)
        : await descend(taught, blocks, numbering, targets, targets === undefined ? settings.negatives : 0, settings, kernels, context);
    const described = (side: 'user' | 'item'): readonly string[] =>
      (settings[`${side}Attributes`] ? (side === 'user' ? train.userFeatures : train.itemFeatures)?.names : undefined) ?? [];
    return new FactorizationMachineModel({
      settings: { ...settings },
      users,
      items,
      seen: patternOf(train.userItems),
      ...(taught === train ? {} : { taught: patternOf(userItems) }),
      trainedBy: method,
      ratingScale: train.ratingScale === undefined ? null : scaleFor(userItems.values, train.ratingScale),
      meanRating,
      levels: ordered?.levels ?? new Float64Array(0),
      contexts: contexts.map((shape) => ({ ...shape })),
      userFeatureNames: described('user'),
      itemFeatureNames: described('item'),
      itemAttributes: Uint8Array.from(blocks[1].groups.length > 1 ? attributed(blocks[1].matrix.pointers) : new Uint8Array(items.size)),
      ...kept,
    });
  }
}

/** Where all ratings are equal nothing else can be expected, whatever the draws around them say. */
function scaleFor(values: Float32Array, { min, max }: RatingScale): { readonly min: number; readonly max: number } {
  return values.every((value) => value === values[0]) ? { min: values[0], max: values[0] } : { min, max };
}

/** 1 for each row that has more than its id. */
const attributed = (pointers: Uint32Array): Uint8Array =>
  Uint8Array.from(pointers.subarray(1), (end, row) => (end - pointers[row] > 1 ? 1 : 0));

function trainingOf(
  train: Interactions,
  { training, target, userBag, itemBag }: FactorizationMachineOptions,
): FactorizationMachineModel['state']['trainedBy'] {
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

/** @throws LikewiseError `invalid-option`, `unknown-option`; `invalid-state` where the parts do not fit each other. */
function restore(state: ModelState): FactorizationMachineModel {
  const settings = resolveOptions('factorizationMachine', options, state.settings as Partial<FactorizationMachineOptions>);
  return new FactorizationMachineModel(checkedMachine(state as MachineState, settings));
}

export const factorizationMachineEntry: CatalogEntry<FactorizationMachineOptions, FactorizationMachineModel> = {
  name: 'factorization-machine',
  factory: 'factorizationMachine',
  family: 'context',
  summary:
    'Users, items, their attributes and the context of each interaction in one model: for ratings with a context, and for newcomers.',
  feedback: 'any',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'context', 'uncertain'],
  options,
  formula: 'ŷ = w₀ + Σ_j w_j x_j + Σ_{j<k} ⟨v_j, v_k⟩ x_j x_k over user, item, attributes, context and bags',
  source:
    'Rendle: Factorization Machines, ICDM 2010, doi:10.1109/ICDM.2010.127; Rendle: Factorization Machines with libFM, ACM TIST 2012, doi:10.1145/2168752.2168771',
  presets: {
    frappe: {
      settings: { factors: 16, epochs: 20, negatives: 8, regularization: 0.01 },
      found: 'best of six by NDCG@10 on a fifth of the training part of quality/context.quality.ts, itself a random four fifths of Frappe',
    },
    'ratings-with-bags': {
      settings: { factors: 10, chains: 4, samples: 128, burnIn: 0, userBag: true, itemBag: true },
      found:
        'the 512 draws at which Gibbs sampling of MovieLens 100K is usually reported, every draw kept; four chains as in ratings-by-day',
    },
    'ratings-by-day': {
      settings: { factors: 10, chains: 4, samples: 128, burnIn: 0, userBag: true, itemBag: true, day: true, target: 'ordered-probit' },
      found:
        'timeSVD++ flipped as published, in four chains: by RMSE on a random fifth of u1.base, 0.8889 for one chain of 512 draws, 0.8856 for four of 100 or 200; needs the time of each rating',
    },
  },
  create: factorizationMachine,
  restore,
};
