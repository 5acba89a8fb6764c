/** What can be set of a factorization machine. */
import { boolean, choice, integer, number, type OptionSpecs, type Seeded, seeded, text } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface FactorizationMachineOptions extends Seeded {
  /** Length of the vector of each feature; integer ≥ 1 and ≤ 256. @default 10 */
  readonly factors: number;
  /** Gibbs sampling, for ratings; or SGD; `auto` takes Gibbs where there are ratings. @default 'auto' */
  readonly training: 'auto' | 'gibbs' | 'sgd';
  /** A rating is a number with noise, or a class in order between cutpoints; the latter with Gibbs only. @default 'regression' */
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
  /** SGD without ratings: others drawn for each interaction; integer ≥ 1 and ≤ 1000. @default 4 */
  readonly negatives: number;
}

export const machineOptions: OptionSpecs<FactorizationMachineOptions> = {
  factors: integer(10, { min: 1, max: 256 }, 'length of the vector of each feature'),
  training: choice('auto', ['auto', 'gibbs', 'sgd'], 'gibbs sampling, for ratings; or SGD; `auto` takes Gibbs where there are ratings'),
  target: choice(
    'regression',
    ['regression', 'ordered-probit'],
    'a rating is a number with noise, or a class in order between cutpoints; the latter with Gibbs only',
  ),
  context: text('all', 'context columns that are features: `all`, `none`, or names joined by +'),
  day: boolean(false, 'the day of each interaction, from its time, is a context column `day`'),
  userAttributes: boolean(true, 'attributes of users are features, where the data has them'),
  itemAttributes: boolean(true, 'attributes of items are features, where the data has them'),
  userBag: boolean(false, 'all items of the user are features, each 1/√n (as in SVD++); Gibbs only'),
  itemBag: boolean(false, 'all users of the item are features, each 1/√n; Gibbs only'),
  chains: integer(1, { min: 1 }, 'Gibbs: chains from different starts, whose samples are averaged together'),
  samples: integer(100, { min: 1 }, 'Gibbs: samples of each chain that are kept and averaged'),
  burnIn: integer(20, { min: 0 }, 'Gibbs: draws before the first kept one'),
  thinning: integer(1, { min: 1 }, 'Gibbs: draws from one kept sample to the next'),
  epochs: integer(20, { min: 1 }, 'SGD: passes over the interactions'),
  learningRate: number(0.05, { above: 0 }, 'SGD: first step of AdaGrad'),
  regularization: number(0.01, { min: 0 }, 'SGD: penalty of weights and factors at each step'),
  negatives: integer(4, { min: 1, max: 1000 }, 'SGD without ratings: others drawn for each interaction'),
  ...seeded,
};

export const machinePresets: CatalogEntry<FactorizationMachineOptions>['presets'] = {
  frappe: {
    settings: { factors: 16, epochs: 20, negatives: 8, regularization: 0.01 },
    found: 'best of six by NDCG@10 on a fifth of the training part of quality/context.quality.ts, itself a random four fifths of Frappe',
  },
  'ratings-with-bags': {
    settings: { factors: 10, chains: 4, samples: 128, burnIn: 0, userBag: true, itemBag: true },
    found: 'the 512 draws at which Gibbs sampling of MovieLens 100K is usually reported, every draw kept; four chains as in ratings-by-day',
  },
  'ratings-by-day': {
    settings: { factors: 10, chains: 4, samples: 128, burnIn: 0, userBag: true, itemBag: true, day: true, target: 'ordered-probit' },
    found:
      'timeSVD++ flipped as published, in four chains: by RMSE on a random fifth of u1.base, 0.8889 for one chain of 512 draws, 0.8856 for four of 100 or 200; needs the time of each rating',
  },
};
