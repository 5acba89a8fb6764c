/**
 * One training of logistic-mf in a kernel session: likes both ways round, vectors at their start, and half-steps.
 *
 * Inside, a user's vector is (x, b_u, 1), an item's (y, 1, b_i): the product is the whole score, and biases are learned like
 * any coordinate. The 1 never moves.
 */

import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, paddedFactors, type StopSignal } from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import { columnOf, leadingColumns } from '../../../matrix/dense.ts';
import { filledRows, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import type { PreferenceState } from '../../vectors/preference-model.ts';
import { fillNormal } from '../../vectors/start.ts';
import type { LogisticMFOptions } from './options.ts';

interface LogisticTraining {
  /** Moves all rows of an axis, those of the other held fixed; gives their mean score on the wrong side. */
  halfStep(axis: 'user' | 'item', signal: StopSignal | undefined): Promise<number>;
  learned(): Pick<PreferenceState, 'userFactors' | 'itemFactors' | 'userBias' | 'itemBias'>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openLogistic(likes: SparseRows, settings: LogisticMFOptions, kernels: Kernels): Promise<LogisticTraining> {
  const { factors, learningRate, regularization, alpha, negatives, seed } = settings;
  const { rows: users, columns: items } = likes;
  const width = paddedFactors(factors + 2);
  const { matrix: byItem } = transpose(likes);
  const weights = ({ values }: SparseRows): Float32Array => values.map((value) => alpha * value);
  const session = await kernels.open(
    {
      userPointers: likes.pointers,
      userIndexes: likes.indexes,
      userWeights: weights(likes),
      itemPointers: byItem.pointers,
      itemIndexes: byItem.indexes,
      itemWeights: weights(byItem),
      userVectors: float32(users * width),
      itemVectors: float32(items * width),
      userSquares: float32(users * width),
      itemSquares: float32(items * width),
      likingUsers: filledRows(likes),
      likedItems: filledRows(byItem),
      sums: float64(512),
    },
    { scratchBytes: width * 4 },
  );
  const a = session.arrays;
  const bias = { user: factors, item: factors + 1 };
  const drawn = { user: a.likedItems, item: a.likingUsers };
  start(a.userVectors, a.likingUsers, bias.item, settings, 'users');
  start(a.itemVectors, a.likedItems, bias.user, settings, 'items');
  const random = seededRandom(seed, 'half-steps');
  return {
    async halfStep(axis, signal) {
      const other = axis === 'user' ? 'item' : 'user';
      const pointers = a[`${axis}Pointers`];
      const likesOf = [pointers, a[`${axis}Indexes`], a[`${axis}Weights`]] as const;
      const moved = [a[`${axis}Vectors`], a[`${other}Vectors`], a[`${axis}Squares`]] as const;
      // The 1 of an axis stands where the other has its bias.
      const steps = [negatives, learningRate, regularization, bias[axis], bias[other], width, random.bits() | 0] as const;
      a.sums.fill(0);
      const args = [...likesOf, ...moved, drawn[axis], drawn[axis].length, ...steps, a.sums] as const;
      await session.run('logisticRows', [...args], { rows: pointers.length - 1, costs: pointers, signal });
      let [wrong, total] = [0, 0];
      for (let at = 0; at < a.sums.length; at += 2) {
        wrong += a.sums[at];
        total += a.sums[at + 1];
      }
      return wrong / total;
    },
    learned: () => ({
      userFactors: leadingColumns(a.userVectors, width, factors),
      itemFactors: leadingColumns(a.itemVectors, width, factors),
      userBias: columnOf(a.userVectors, width, bias.user),
      itemBias: columnOf(a.itemVectors, width, bias.item),
    }),
    close: () => session.close(),
  };
}

/** Random vectors for rows with an entry, with bias 0 and the 1 at `one`; 0 for all others. */
function start(out: Float32Array, busy: Uint32Array, one: number, { factors, startScale, seed }: LogisticMFOptions, stream: string): void {
  const width = paddedFactors(factors + 2);
  const drawn = new Float32Array((out.length / width) * factors);
  fillNormal(drawn, factors, startScale / Math.sqrt(factors), seed, stream, factors);
  for (const row of busy) {
    out.set(drawn.subarray(row * factors, (row + 1) * factors), row * width);
    out[row * width + one] = 1;
  }
}

/** Mean score on the wrong side that says training diverged; log-odds beyond ±30 are 0 or 1 to the last bit. */
const DIVERGED = 30;

/** @throws LikewiseError `diverged` */
export function requireSaneScores(epoch: number, wrongScore: number, { learningRate, alpha }: LogisticMFOptions): void {
  if (wrongScore <= DIVERGED) return;
  throw new LikewiseError(
    'diverged',
    `logisticMF: training diverged in epoch ${epoch}: log-odds on the wrong side average ${Number(wrongScore.toPrecision(4))}, they began near 0. Lower learningRate (now ${learningRate}) or alpha (now ${alpha}).`,
    { epoch, wrongScore, learningRate, alpha },
  );
}
