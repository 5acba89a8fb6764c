/** One training of a network of ratings: who is met, what is held out, batches, the curve, and what was learned. */
import type { RatingScale } from '../../data/interaction-columns.ts';
import type { Interactions } from '../../data/interactions.ts';
import { meanOf } from '../../data/rating-scale.ts';
import { inPlace, type NumberedRows, numberedRows } from '../../matrix/numbered-rows.ts';
import { setAside } from '../../matrix/set-aside.ts';
import { columnCounts, type SparseRows } from '../../matrix/sparse.ts';
import type { Batch } from '../../neural/batch.ts';
import { type OpenNetwork, openNetwork } from '../../neural/open-network.ts';
import type { Optimizer } from '../../neural/optimizers.ts';
import { planned } from '../../neural/plan.ts';
import type { Schedule } from '../../neural/schedules.ts';
import type { EpochProgress } from '../../neural/train.ts';
import { kernelsOf } from '../contract/define-estimator.ts';
import { type CurvePoint, curvePoint } from '../contract/learning-curve.ts';
import { type FoundContext, trainAsAsked } from '../contract/train-as-asked.ts';
import { boundsOf } from '../vectors/rating-model.ts';
import { type NetworkParts, type RatingNetwork, ratingNetwork } from './rating-network.ts';
import type { NetworkSettings } from './settings.ts';

export interface TrainedNetwork {
  /** A parameter of the network by its name; of tables a row for each id, 0 where nothing was met; row-major. */
  values(name: string): Float32Array;
  readonly ratingScale: RatingScale;
  readonly meanRating: number;
  readonly curve: readonly CurvePoint[];
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainNetwork(
  owner: string,
  data: Interactions,
  settings: NetworkSettings,
  parts: NetworkParts,
  context: FoundContext<TrainedNetwork>,
): Promise<TrainedNetwork> {
  const { kept, heldOut } = setAside(data.userItems, settings.validation, settings.seed);
  const ratingScale = data.ratingScale as RatingScale;
  const range = ratingScale.max - ratingScale.min;
  const bounded = boundsOf(settings, ratingScale) !== undefined;
  const meanRating = bounded ? 0 : meanOf(kept.values);
  const targetOf = (rating: number): number => (bounded ? (rating - ratingScale.min) / range : rating - meanRating);
  const users = numberedRows(Uint32Array.from({ length: kept.rows }, (_, u) => kept.pointers[u + 1] - kept.pointers[u]));
  const items = numberedRows(columnCounts(kept));
  const size = kept.indexes.length;
  const batch = Math.min(settings.batchSize, size);
  const described = ratingNetwork({ users: users.places.length, items: items.places.length, batch }, settings, parts, bounded);
  const plan = planned(described.network, { optimizer: optimizerOf(settings) });
  const net = await openNetwork(plan, await kernelsOf(context), { seed: settings.seed });
  try {
    const examplesOf = (part: SparseRows) => ({
      examples: part.indexes.length,
      fill: filler(described, part, users.numberOf, items.numberOf, targetOf),
    });
    const inPoints = (loss: number): number => Math.sqrt(loss) * (bounded ? range : 1);
    const training = {
      owner,
      ...examplesOf(kept),
      batch,
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: scheduleOf(settings),
      validation: heldOut && examplesOf(heldOut),
      patience: heldOut && settings.patience - 1,
      seed: settings.seed,
      point: (progress: EpochProgress) =>
        curvePoint(progress, { rmse: inPoints(progress.loss) }, { rmse: progress.validationLoss && inPoints(progress.validationLoss) }),
      found(curve: readonly CurvePoint[]): TrainedNetwork {
        const values = learnedValues(net, { userFactors: users, userBias: users, itemFactors: items, itemBias: items });
        return { values: (name) => values[name], ratingScale: { ...ratingScale }, meanRating, curve };
      },
    };
    return await trainAsAsked(net, training, settings, data, context);
  } finally {
    net.close();
  }
}

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
function learnedValues(net: OpenNetwork, tables: Readonly<Record<string, NumberedRows>>): Record<string, Float32Array> {
  const { tape } = net.plan.network;
  const values = net.parameters();
  for (const { name, tensor } of tape.statistics) values[name] = net.read(tensor);
  for (const { name, width } of tape.parameters) {
    const table = tables[name];
    if (table !== undefined) values[name] = inPlace(values[name], width, table.places, table.numberOf.length).values;
  }
  return values;
}

function optimizerOf({ optimizer, momentum, epsilon }: NetworkSettings): Optimizer {
  if (optimizer === 'adam') return { kind: 'adam', epsilon };
  if (optimizer === 'adagrad') return { kind: 'adagrad' };
  return { kind: 'sgd', momentum, nesterov: optimizer === 'nesterov' };
}

function scheduleOf({ schedule, rateFactor, ratePatience }: NetworkSettings): Schedule {
  return schedule === 'plateau' ? { kind: 'plateau', factor: rateFactor, patience: ratePatience } : { kind: schedule };
}
