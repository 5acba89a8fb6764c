/** One training of a network of ratings: who is met, what is held out, batches, the curve, and what was learned. */

import type { RatingScale } from '../../data/interaction-columns.ts';
import type { Interactions } from '../../data/interactions.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { setAside } from '../../matrix/set-aside.ts';
import { columnCounts, type SparseRows } from '../../matrix/sparse.ts';
import type { Batch } from '../../neural/batch.ts';
import { type OpenNetwork, openNetwork } from '../../neural/open-network.ts';
import type { Optimizer } from '../../neural/optimizers.ts';
import { planned } from '../../neural/plan.ts';
import type { Schedule } from '../../neural/schedules.ts';
import { train } from '../../neural/train.ts';
import { kernelsOf } from '../contract/define-estimator.ts';
import type { FitContext } from '../contract/estimator.ts';
import { type NetworkParts, type RatingNetwork, ratingNetwork } from './rating-network.ts';
import type { NetworkSettings } from './settings.ts';

/** One epoch; RMSE in points of the scale, of training as the network stood at each batch. */
export type CurvePoint = {
  readonly epoch: number;
  readonly trainRmse: number;
  readonly validationRmse: number | null;
  readonly learningRate: number;
};

export interface TrainedNetwork {
  /** A parameter of the network by its name; of tables a row for each id, 0 where nothing was met; row-major. */
  values(name: string): Float32Array;
  readonly ratingScale: RatingScale;
  readonly meanRating: number;
  readonly curve: readonly CurvePoint[];
}

/** Numbers the ids that have a rating; −1 for the others. Nothing is drawn for an id that is never met. */
function metRows(counts: ArrayLike<number>): { readonly rowOf: Int32Array; readonly size: number } {
  let size = 0;
  const rowOf = Int32Array.from(counts, (count) => (count > 0 ? size++ : -1));
  return { rowOf, size };
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainNetwork(
  owner: string,
  data: Interactions,
  settings: NetworkSettings,
  parts: NetworkParts,
  context: FitContext,
): Promise<TrainedNetwork> {
  const { kept, heldOut } = setAside(data.userItems, settings.validation, settings.seed);
  const ratingScale = data.ratingScale as RatingScale;
  const range = ratingScale.max - ratingScale.min;
  const bounded = isBounded(settings, ratingScale);
  const meanRating = bounded ? 0 : meanOf(kept.values);
  const targetOf = (rating: number): number => (bounded ? (rating - ratingScale.min) / range : rating - meanRating);
  const users = metRows(Uint32Array.from({ length: kept.rows }, (_, u) => kept.pointers[u + 1] - kept.pointers[u]));
  const items = metRows(columnCounts(kept));
  const size = kept.indexes.length;
  const batch = Math.min(settings.batchSize, size);
  const described = ratingNetwork({ users: users.size, items: items.size, batch }, settings, parts, bounded);
  const plan = planned(described.network, { optimizer: optimizerOf(settings) });
  const net = await openNetwork(plan, await kernelsOf(context), { seed: settings.seed });
  try {
    const examplesOf = (part: SparseRows) => ({
      examples: part.indexes.length,
      fill: filler(described, part, users.rowOf, items.rowOf, targetOf),
    });
    const inPoints = (loss: number): number => Math.sqrt(loss) * (bounded ? range : 1);
    const curve: CurvePoint[] = [];
    await train(net, {
      owner,
      ...examplesOf(kept),
      batch,
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: scheduleOf(settings),
      validation: heldOut && examplesOf(heldOut),
      patience: heldOut && settings.patience - 1,
      seed: settings.seed,
      signal: context.signal,
      async onEpoch({ epoch, epochs, loss, validationLoss, learningRate }) {
        const trainRmse = inPoints(loss);
        const validationRmse = validationLoss === undefined ? null : inPoints(validationLoss);
        curve.push({ epoch, trainRmse, validationRmse, learningRate });
        const figures = { trainRmse, ...(validationRmse === null ? {} : { validationRmse }), learningRate };
        await context.onEpoch?.({ epoch, epochs, figures });
      },
    });
    const values = learnedValues(net, { userFactors: users.rowOf, userBias: users.rowOf, itemFactors: items.rowOf, itemBias: items.rowOf });
    return { values: (name) => values[name], ratingScale: { ...ratingScale }, meanRating, curve };
  } finally {
    net.close();
  }
}

/** Whether the output is squeezed into the scale: equal ratings have none. */
export const isBounded = ({ link }: Pick<NetworkSettings, 'link'>, { min, max }: RatingScale): boolean => link === 'sigmoid' && max > min;

function filler(
  { rows, users, items, targets }: RatingNetwork,
  { rows: people, pointers, indexes, values }: SparseRows,
  userRows: Int32Array,
  itemRows: Int32Array,
  targetOf: (rating: number) => number,
) {
  const userOf = new Int32Array(indexes.length);
  for (let u = 0; u < people; u++) userOf.fill(userRows[u], pointers[u], pointers[u + 1]);
  const target = Float32Array.from(values, targetOf);
  return (batch: Batch, examples: Uint32Array, begin: number, end: number): void => {
    const [u, i, t] = [batch.ids(users), batch.ids(items), batch.numbers(targets)];
    for (let e = begin; e < end; e++) {
      const example = examples[e];
      u[e - begin] = userOf[example];
      i[e - begin] = itemRows[indexes[example]];
      t[e - begin] = target[example];
    }
    batch.count(rows, end - begin);
  };
}

/** Parameters and running statistics by name; tables with a row for every id. */
function learnedValues(net: OpenNetwork, tables: Readonly<Record<string, Int32Array>>): Record<string, Float32Array> {
  const { tape } = net.plan.network;
  const values = net.parameters();
  for (const { name, tensor } of tape.statistics) values[name] = net.read(tensor);
  for (const { name, width } of tape.parameters) {
    const rowOf = tables[name];
    if (rowOf === undefined) continue;
    const whole = new Float32Array(rowOf.length * width);
    rowOf.forEach((row, id) => {
      if (row >= 0) whole.set(values[name].subarray(row * width, (row + 1) * width), id * width);
    });
    values[name] = whole;
  }
  return values;
}

function optimizerOf({ optimizer, momentum }: NetworkSettings): Optimizer {
  if (optimizer === 'adam' || optimizer === 'adagrad') return { kind: optimizer };
  return { kind: 'sgd', momentum, nesterov: optimizer === 'nesterov' };
}

function scheduleOf({ schedule, rateFactor, ratePatience }: NetworkSettings): Schedule {
  return schedule === 'plateau' ? { kind: 'plateau', factor: rateFactor, patience: ratePatience } : { kind: schedule };
}
