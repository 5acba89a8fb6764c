/** Settings that networks of ratings share: how embeddings start, how they are trained, when training ends. */
import { LikewiseError } from '../../errors.ts';
import { boolean, choice, integer, number, type OptionSpecs, type Seeded, seeded, text } from '../../options.ts';

export interface NetworkSettings extends Seeded {
  /** Length of each user and item embedding; integer ≥ 1 and ≤ 4096. @default 50 */
  readonly factors: number;
  /** Passes over the data; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Ratings a step; integer ≥ 1. @default 128 */
  readonly batchSize: number;
  /** How a step follows from the slope. @default 'adam' */
  readonly optimizer: 'adam' | 'adagrad' | 'sgd' | 'nesterov';
  /** Rate of the steps; > 0. @default 0.001 */
  readonly learningRate: number;
  /** Share of the last step that goes on (optimizer sgd or nesterov); ≥ 0 and < 1. @default 0.9 */
  readonly momentum: number;
  /** What adam adds to the denominator of a step (1e-7 in Keras); > 0. @default 1e-8 */
  readonly epsilon: number;
  /** How the rate goes: as it is, down a half wave, or down where the loss no longer falls. @default 'constant' */
  readonly schedule: 'constant' | 'cosine' | 'plateau';
  /** What the rate is multiplied by on a plateau; > 0 and < 1. @default 0.3 */
  readonly rateFactor: number;
  /** Epochs without a better loss that a plateau waits; integer ≥ 0. @default 2 */
  readonly ratePatience: number;
  /** λ: penalty of embeddings, not of biases; ≥ 0. @default 0 */
  readonly regularization: number;
  /** What a step moves and penalizes: the embeddings that the batch meets, or all of them. @default 'met' */
  readonly rows: 'met' | 'all';
  /** Distribution of the initial embeddings and biases. @default 'uniform' */
  readonly start: 'uniform' | 'normal' | 'he';
  /** Size of the initial numbers: limit of uniform ones, deviation of normal ones; > 0. @default 0.05 */
  readonly startScale: number;
  /** How the output becomes a rating: added to the mean and clipped, or squeezed into the scale. @default 'identity' */
  readonly link: 'identity' | 'sigmoid';
  /** Share of the ratings held out to stop by; every user and item keeps one; ≥ 0 and < 1. @default 0 */
  readonly validation: number;
  /** Epochs without a better validation RMSE after which training stops; the best epoch is kept; integer ≥ 1. @default 5 */
  readonly patience: number;
}

export const networkOptions: OptionSpecs<NetworkSettings> = {
  factors: integer(50, { min: 1, max: 4096 }, 'length of each user and item embedding'),
  epochs: integer(20, { min: 1 }, 'passes over the data'),
  batchSize: integer(128, { min: 1 }, 'ratings a step'),
  optimizer: choice('adam', ['adam', 'adagrad', 'sgd', 'nesterov'], 'how a step follows from the slope'),
  learningRate: number(0.001, { above: 0 }, 'rate of the steps'),
  momentum: number(0.9, { min: 0, below: 1 }, 'share of the last step that goes on (optimizer sgd or nesterov)'),
  epsilon: number(1e-8, { above: 0 }, 'what adam adds to the denominator of a step (1e-7 in Keras)'),
  schedule: choice(
    'constant',
    ['constant', 'cosine', 'plateau'],
    'how the rate goes: as it is, down a half wave, or down where the loss no longer falls',
  ),
  rateFactor: number(0.3, { above: 0, below: 1 }, 'what the rate is multiplied by on a plateau'),
  ratePatience: integer(2, { min: 0 }, 'epochs without a better loss that a plateau waits'),
  regularization: number(0, { min: 0 }, 'λ: penalty of embeddings, not of biases'),
  rows: choice('met', ['met', 'all'], 'what a step moves and penalizes: the embeddings that the batch meets, or all of them'),
  start: choice('uniform', ['uniform', 'normal', 'he'], 'distribution of the initial embeddings and biases'),
  startScale: number(0.05, { above: 0 }, 'size of the initial numbers: limit of uniform ones, deviation of normal ones'),
  link: choice(
    'identity',
    ['identity', 'sigmoid'],
    'how the output becomes a rating: added to the mean and clipped, or squeezed into the scale',
  ),
  validation: number(0, { min: 0, below: 1 }, 'share of the ratings held out to stop by; every user and item keeps one'),
  patience: integer(5, { min: 1 }, 'epochs without a better validation RMSE after which training stops; the best epoch is kept'),
  ...seeded,
};

export interface LayerSettings {
  /** Widths of the hidden layers, first to last, such as 128+64. @default '64' */
  readonly hidden: string;
  /** Function of the hidden layers. @default 'elu' */
  readonly activation: 'relu' | 'elu' | 'gelu' | 'sigmoid' | 'tanh';
  /** Share of a hidden layer's numbers that a training step leaves out; ≥ 0 and < 1. @default 0 */
  readonly dropout: number;
  /** The same of the embeddings before the first layer; ≥ 0 and < 1. @default 0 */
  readonly inputDropout: number;
  /** Bring every hidden layer to mean 0 and variance 1 over the batch. @default false */
  readonly batchNorm: boolean;
  /** Start of the biases of hidden layers and output. @default 0 */
  readonly layerBias: number;
  /** λ of the weights of all layers; ≥ 0. @default 0 */
  readonly layerRegularization: number;
  /** Keep the hidden layers as they start. @default false */
  readonly frozen: boolean;
}

export const layerOptions = (hidden: string, activation: LayerSettings['activation']): OptionSpecs<LayerSettings> => ({
  hidden: text(hidden, 'widths of the hidden layers, first to last, such as 128+64'),
  activation: choice(activation, ['relu', 'elu', 'gelu', 'sigmoid', 'tanh'], 'function of the hidden layers'),
  dropout: number(0, { min: 0, below: 1 }, "share of a hidden layer's numbers that a training step leaves out"),
  inputDropout: number(0, { min: 0, below: 1 }, 'the same of the embeddings before the first layer'),
  batchNorm: boolean(false, 'bring every hidden layer to mean 0 and variance 1 over the batch'),
  layerBias: number(0, {}, 'start of the biases of hidden layers and output'),
  layerRegularization: number(0, { min: 0 }, 'λ of the weights of all layers'),
  frozen: boolean(false, 'keep the hidden layers as they start'),
});

/** [128, 64] of "128+64" or "128,64". @throws LikewiseError `invalid-option` */
export function hiddenWidths(owner: string, { hidden }: Pick<LayerSettings, 'hidden'>): readonly number[] {
  const widths = hidden.split(/[+,]/).map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  if (widths.every((width) => width >= 1 && width <= 4096)) return widths;
  throw new LikewiseError('invalid-option', `${owner}: hidden must be widths from 1 to 4096 such as 128+64; got "${hidden}".`, {
    option: 'hidden',
    value: hidden,
  });
}

export interface BiasSettings {
  /** Learn a bias of each user and item. @default true */
  readonly biases: boolean;
  /** λ of the biases; ≥ 0. @default 0 */
  readonly biasRegularization: number;
}
export const biasOptions: OptionSpecs<BiasSettings> = {
  biases: boolean(true, 'learn a bias of each user and item'),
  biasRegularization: number(0, { min: 0 }, 'λ of the biases'),
};
