/** Passes of stochastic gradient descent: order of the diagonals, falling rates, divergence noticed within one epoch. */
import { LikewiseError } from '../../errors.ts';
import type { StopSignal } from '../../kernels/kernels.ts';
import { seededRandom } from '../../math/random.ts';
import { shuffle } from '../../math/sampling.ts';
import type { FitContext } from '../contract/estimator.ts';

/** Rates and penalties of the four kinds of parameters; `undefined` means the common one. */
export interface SGDRates {
  readonly learningRate: number;
  readonly regularization: number;
  readonly userBiasLearningRate: number | undefined;
  readonly itemBiasLearningRate: number | undefined;
  readonly userLearningRate: number | undefined;
  readonly itemLearningRate: number | undefined;
  readonly userBiasRegularization: number | undefined;
  readonly itemBiasRegularization: number | undefined;
  readonly userRegularization: number | undefined;
  readonly itemRegularization: number | undefined;
}

/** The kernel's `rates`: mean, four rates, four factors 1 − rate · penalty; biases stand still where they are not wanted. */
export function kernelRates(rates: SGDRates, mean: number, biases: boolean, scale: number): number[] {
  const { learningRate, regularization } = rates;
  const steps = [
    biases ? (rates.userBiasLearningRate ?? learningRate) : 0,
    biases ? (rates.itemBiasLearningRate ?? learningRate) : 0,
    rates.userLearningRate ?? learningRate,
    rates.itemLearningRate ?? learningRate,
  ].map((rate) => rate * scale);
  const penalties = [
    rates.userBiasRegularization ?? regularization,
    rates.itemBiasRegularization ?? regularization,
    rates.userRegularization ?? regularization,
    rates.itemRegularization ?? regularization,
  ];
  return [mean, ...steps, ...steps.map((step, kind) => 1 - step * penalties[kind])];
}

/** The rate that is largest, by the name of its option: what to lower where training diverges. */
export function largestRate(rates: SGDRates, biases: boolean): { readonly option: string; readonly rate: number } {
  const { learningRate } = rates;
  const own = [
    ...(biases ? (['userBiasLearningRate', 'itemBiasLearningRate'] as const) : []),
    'userLearningRate',
    'itemLearningRate',
  ] as const;
  const common = own.some((option) => rates[option] === undefined) ? learningRate : 0;
  return own.reduce((most, option) => ((rates[option] ?? 0) > most.rate ? { option, rate: rates[option] as number } : most), {
    option: 'learningRate',
    rate: common,
  });
}

export interface Descent {
  /** Who complains, such as "svd". */
  readonly owner: string;
  readonly epochs: number;
  readonly seed: number;
  readonly diagonals: Uint32Array;
  /** Σ error² of each block of the last pass. */
  readonly squaredErrors: Float64Array;
  readonly ratings: number;
  /** Training RMSE before anything is learned; a pass that ends at twice this has diverged. */
  readonly startRmse: number;
  /** The rate to lower where training diverges. */
  readonly fastest: { readonly option: string; readonly rate: number };
  readonly learningRateDecay: number;
  /** One pass; `scale` multiplies all rates. */
  pass(scale: number, seed: number, signal: StopSignal | undefined): Promise<void>;
}

/** @throws LikewiseError `diverged`; what the signal says. */
export async function runPasses(descent: Descent, { signal, onEpoch }: FitContext): Promise<void> {
  const { owner, epochs, seed, diagonals, squaredErrors, ratings, startRmse, fastest, learningRateDecay } = descent;
  const random = seededRandom(seed, 'passes');
  let scale = 1;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    signal?.throwIfAborted();
    for (let d = 0; d < diagonals.length; d++) diagonals[d] = d;
    shuffle(random, diagonals);
    await descent.pass(scale, random.bits() | 0, signal);
    // By products, not `**`: hosts differ in the last bits of powers.
    scale *= learningRateDecay;
    const trainRmse = Math.sqrt(squaredErrors.reduce((sum, block) => sum + block, 0) / ratings);
    if (!(trainRmse <= 2 * startRmse)) {
      throw new LikewiseError(
        'diverged',
        `${owner}: training diverged in epoch ${epoch}: the training RMSE is ${Number(trainRmse.toPrecision(4))}, it began at ${Number(startRmse.toPrecision(4))}. Lower ${fastest.option} (now ${fastest.rate}), or bring the ratings to a smaller scale.`,
        { epoch, trainRmse, startRmse, [fastest.option]: fastest.rate },
      );
    }
    await onEpoch?.({ epoch, epochs, figures: { trainRmse } });
  }
}

/** Training RMSE expected at the start: spread of the ratings around `mean`, and that of products of random vectors. */
export function rmseAtStart(values: Float32Array, mean: number, factors: number, startDeviation: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / values.length + factors * startDeviation ** 4);
}
