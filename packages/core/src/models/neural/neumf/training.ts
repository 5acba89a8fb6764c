/** One training of neumf: likes in batches, each with items that its user did not like, drawn anew every time. */
import type { Interactions } from '../../../data/interactions.ts';
import { type Random, seededRandom } from '../../../math/random.ts';
import { setAside } from '../../../matrix/set-aside.ts';
import { rowIndexes, type SparsePattern, type SparseRows } from '../../../matrix/sparse.ts';
import type { Batch } from '../../../neural/batch.ts';
import { openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import type { EpochProgress } from '../../../neural/train.ts';
import { metEntries, metPart } from '../../autoencoders/met-part.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import { type CurvePoint, curvePoint } from '../../contract/learning-curve.ts';
import { type FoundContext, trainAsAsked } from '../../contract/train-as-asked.ts';
import { type NeuMFNetwork, neuMFNetwork } from './network.ts';
import type { NeuMFOptions } from './options.ts';

export interface TrainedNeuMF {
  /** By name, for the users and items that have a like. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Where those stand. */
  readonly metUsers: Uint32Array;
  readonly metItems: Uint32Array;
  readonly curve: readonly CurvePoint[];
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainNeuMF(
  data: Interactions,
  likes: SparseRows,
  settings: NeuMFOptions,
  context: FoundContext<TrainedNeuMF>,
): Promise<TrainedNeuMF> {
  const { seed } = settings;
  const { kept, heldOut } = setAside(likes, settings.validation, seed);
  const { matrix, rows: metUsers, columns: metItems } = metPart(kept);
  const held = heldOut && metEntries(heldOut, metUsers, metItems);
  const batch = Math.min(settings.batchSize, matrix.indexes.length);
  const described = neuMFNetwork({ users: matrix.rows, items: matrix.columns, likes: batch }, settings);
  const net = await openNetwork(planned(described.network, { optimizer: { kind: 'adam' } }), await kernelsOf(context), { seed });
  try {
    const examplesOf = (part: SparseRows) => ({ examples: part.indexes.length, fill: filler(described, part, matrix, settings) });
    const training = {
      owner: 'neuMF',
      ...examplesOf(matrix),
      batch,
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: { kind: settings.schedule },
      validation: held && examplesOf(held),
      patience: held && settings.patience - 1,
      seed,
      point: (progress: EpochProgress) => curvePoint(progress, { loss: progress.loss }, { loss: progress.validationLoss }),
      found: (curve: readonly CurvePoint[]): TrainedNeuMF => ({ parameters: net.parameters(), metUsers, metItems, curve }),
    };
    return await trainAsAsked(net, training, settings, data, context);
  } finally {
    net.close();
  }
}

/** Likes of `part`, each with items outside `liked`; someone who likes everything has none of those. */
function filler(
  { rows, users, items, targets }: NeuMFNetwork,
  part: SparseRows,
  liked: SparsePattern,
  { negatives, seed }: NeuMFOptions,
): (batch: Batch, examples: Uint32Array, begin: number, end: number) => void {
  const { pointers, indexes } = part;
  const userOf = new Int32Array(indexes.length);
  for (let u = 0; u < part.rows; u++) userOf.fill(u, pointers[u], pointers[u + 1]);
  return (batch, examples, begin, end) => {
    // By the step and the place in the epoch alone, so that a checkpoint resumes; what is held out has the same each time.
    const random = seededRandom(seed, `negatives of step ${batch.step} from ${begin}`);
    const [user, item, target] = [batch.ids(users), batch.ids(items), batch.numbers(targets)];
    let row = 0;
    const add = (u: number, i: number, value: 0 | 1): void => {
      user[row] = u;
      item[row] = i;
      target[row++] = value;
    };
    for (let e = begin; e < end; e++) {
      const u = userOf[examples[e]];
      add(u, indexes[examples[e]], 1);
      const own = rowIndexes(liked, u);
      if (own.length < liked.columns) for (let k = 0; k < negatives; k++) add(u, drawnOutside(own, liked.columns, random), 0);
    }
    batch.count(rows, row);
  };
}

/** One of 0 … size − 1 outside the ascending `own`, each as likely. */
function drawnOutside(own: Uint32Array, size: number, random: Random): number {
  const rank = random.integer(size - own.length);
  // own[k] − k numbers outside come before own[k].
  let [low, high] = [0, own.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (own[middle] - middle <= rank) low = middle + 1;
    else high = middle;
  }
  return rank + low;
}
