/**
 * Stochastic gradient descent for a factorization machine, with AdaGrad: squared error of ratings, or the logistic loss of what
 * users had against as many others as `negatives` says. One thread: every step needs those before.
 */
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, paddedFactors } from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import { shuffle } from '../../../math/sampling.ts';
import type { FitContext } from '../../contract/estimator.ts';
import type { Block } from './blocks.ts';
import type { Numbering } from './layout.ts';
import type { FactorizationMachineOptions } from './options.ts';
import { type KeptSamples, sampleKeeper } from './samples.ts';

export interface Descent {
  /** One step an interaction, in a new order; gives their mean loss. @throws LikewiseError `diverged` */
  pass(epoch: number): Promise<number>;
  /** What is learned so far, as the one sample. */
  sample(): Promise<KeptSamples>;
  close(): void;
}

const STEPS = 4096;
const START_DEVIATION = 0.05;
/** An epoch whose mean loss is so many times that of the start has diverged: twice the RMSE, as in `runPasses` of the other ratings. */
const DIVERGED = 4;

/** @param targets ratings around 0, [interactions]; absent: every interaction is a 1 among drawn 0s */
export async function openDescent(
  train: Interactions,
  blocks: readonly Block[],
  numbering: Numbering,
  targets: Float32Array | undefined,
  settings: FactorizationMachineOptions,
  kernels: Kernels,
  { signal }: FitContext,
): Promise<Descent> {
  const { factors, learningRate, regularization, seed } = settings;
  const negatives = targets === undefined ? settings.negatives : 0;
  const width = paddedFactors(factors + 1);
  const { interactions, rows, features, rowStarts, rowPointers, rowOf, pointers, indexes, values } = numbering;
  const { kept, keep } = sampleKeeper(blocks, numbering, settings, 1);
  const chunks = Math.ceil(interactions / STEPS);
  const choices = Uint32Array.from(train.items.ids.keys()).filter((item) => hasInteraction(rowPointers, rowStarts[1] + item));
  const session = await kernels.open(
    {
      order: Uint32Array.from({ length: interactions }, (_, n) => n),
      ...{ rowOf, pointers, indexes, values },
      seenPointers: train.userItems.pointers,
      seenItems: train.userItems.indexes,
      choices,
      targets: targets ?? new Float32Array(0),
      features: float32(features * width),
      squares: float32(features * width),
      intercept: float32(2),
      rows: float32(rows * width),
      biases: float32(rows),
      sums: float64(chunks),
    },
    { scratchBytes: width * 4 },
  );
  const a = session.arrays;
  const start = seededRandom(seed, 'features');
  const random = seededRandom(seed, 'epochs');
  for (let at = 0; at < a.features.length; at += width)
    for (let f = 0; f < factors; f++) a.features[at + f] = START_DEVIATION * start.normal();
  clearUntouched(a.features, numbering, width);
  const startLoss = lossAtStart(targets, negatives, factors);

  return {
    async pass(epoch) {
      shuffle(random, a.order);
      const ofRows = [a.order, a.rowOf, blocks.length, interactions, a.pointers, a.indexes, a.values] as const;
      const learned = [a.features, a.squares, a.intercept, a.targets] as const;
      const drawnFrom = [a.seenPointers, a.seenItems, rowStarts[1], a.choices, choices.length, negatives] as const;
      const meetAt = Array.from({ length: chunks }, (_, chunk) => chunk * STEPS);
      await session.run(
        'machineEpoch',
        [...ofRows, ...learned, ...drawnFrom, learningRate, regularization, factors, width, random.bits() | 0, a.sums],
        { rows: interactions, grain: STEPS, meetAt, signal },
      );
      const loss = a.sums.reduce((sum, part) => sum + part, 0) / interactions;
      if (loss <= DIVERGED * startLoss) return loss;
      const [measure, remedy] =
        targets === undefined ? ['log loss', ''] : ['mean squared error', ', or bring the ratings to a smaller scale'];
      throw new LikewiseError(
        'diverged',
        `factorizationMachine: training diverged in epoch ${epoch}: the ${measure} is ${Number(loss.toPrecision(4))}, it began at ${Number(startLoss.toPrecision(4))}. Lower learningRate (now ${learningRate})${remedy}.`,
        { epoch, loss, startLoss, learningRate },
      );
    },
    async sample() {
      await session.run('machineRows', [a.pointers, a.indexes, a.values, a.features, a.rows, a.biases, factors, width], { rows, signal });
      // What a new user's vector is held by: as much as SGD holds one, whose penalty counts once a step.
      const groups = blocks.reduce((sum, block) => sum + block.groups.length, 0);
      const priors = Float32Array.from({ length: groups * width * 2 }, (_, at) => (at % 2 === 0 ? 0 : regularization));
      keep(0, { ...a, intercept: a.intercept[0], precision: 1, priors });
      return kept;
    },
    close: () => session.close(),
  };
}

/** Mean loss of an interaction before anything is learned: spread of the ratings and of the start, or even odds for all. */
function lossAtStart(targets: Float32Array | undefined, negatives: number, factors: number): number {
  if (targets === undefined) return (1 + negatives) * Math.LN2;
  return targets.reduce((sum, target) => sum + target * target, 0) / targets.length + factors * START_DEVIATION ** 2;
}

const hasInteraction = (pointers: Uint32Array, row: number): boolean => pointers[row + 1] > pointers[row];

/** Features of rows that no interaction has are nothing, not the noise they would start with. */
function clearUntouched(features: Float32Array, { featurePointers, featureRows, rowPointers }: Numbering, width: number): void {
  for (let feature = 0; feature + 1 < featurePointers.length; feature++) {
    const touched = featureRows
      .subarray(featurePointers[feature], featurePointers[feature + 1])
      .some((row) => hasInteraction(rowPointers, row));
    if (!touched) features.fill(0, feature * width, (feature + 1) * width);
  }
}
