/** One training of asymmetric-svd in a kernel session: vectors at their start, the slope of all ratings, and steps along it. */
import type { RatingScale } from '../../../data/interaction-columns.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { float32, float64, type Kernels, paddedFactors, type StopSignal } from '../../../kernels/kernels.ts';
import { type DenseMatrix, leadingColumns } from '../../../matrix/dense.ts';
import { rowIndexes, rowValues, type SparseRows, sparseFromRows, transpose } from '../../../matrix/sparse.ts';
import type { Learned } from '../../contract/define-estimator.ts';
import { fitBaseline } from '../../neighborhoods/baseline.ts';
import { clearUnrated, fillNormal } from '../../vectors/start.ts';
import type { AsymmetricSVDState } from './model.ts';
import type { AsymmetricSVDOptions } from './options.ts';
import { type ItemLevels, sumOf, type ToldRatings, toldBy } from './told.ts';

/** Of Adam; Kingma, Ba 2015. */
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];
/** Parts of sums; never depends on threads. */
const CHUNKS = 64;
const BASELINE_EPOCHS = 20;

interface AsymmetricSVDTraining {
  /** Training RMSE of the baseline alone; of ratings that it repeats exactly, what vectors at their start may miss. */
  readonly startRmse: number;
  /** One step; gives the objective and the RMSE before it. */
  step(signal: StopSignal | undefined): Promise<{ readonly objective: number; readonly trainRmse: number }>;
  learned(): Learned<AsymmetricSVDState>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openAsymmetricSVD(
  train: Interactions,
  settings: AsymmetricSVDOptions,
  kernels: Kernels,
): Promise<AsymmetricSVDTraining> {
  const { factors, learningRate, regularization, sumRegularization, startDeviation, seed } = settings;
  const { userItems, itemUsers, users, items } = train;
  const { levels, told } = baselineOf(userItems, settings);
  const residuals = { ...userItems, values: joined(told, userItems.values.length) };
  const byItem = transpose(residuals).matrix;
  const sums = sumPattern(residuals);
  const bySummand = transpose(sums).matrix;
  const width = paddedFactors(factors);
  const session = await kernels.open({
    userPointers: residuals.pointers,
    userIndexes: residuals.indexes,
    userTargets: residuals.values,
    itemPointers: byItem.pointers,
    itemIndexes: byItem.indexes,
    itemTargets: byItem.values,
    sumPointers: sums.pointers,
    sumIndexes: sums.indexes,
    sumValues: sums.values,
    summandPointers: bySummand.pointers,
    summandIndexes: bySummand.indexes,
    summandValues: bySummand.values,
    q: float32(items.size * width),
    qSlopes: float32(items.size * width),
    qMoments: float32(items.size * width),
    qSquares: float32(items.size * width),
    // x, then y.
    summands: float32(2 * items.size * width),
    summandSlopes: float32(2 * items.size * width),
    summandMoments: float32(2 * items.size * width),
    summandSquares: float32(2 * items.size * width),
    z: float32(users.size * width),
    zSlopes: float32(users.size * width),
    none: float32(width),
    penalties: new Float32Array(width).fill(regularization, 0, factors),
    noShifts: float32(Math.max(users.size, 2 * items.size)),
    userSums: float64(2 * CHUNKS),
    itemSums: float64(2 * CHUNKS),
  });
  const a = session.arrays;
  const inOrder = { places: Uint32Array.from(items.ids.keys()), pattern: itemUsers };
  fillNormal(a.q, factors, startDeviation, seed, 'items', width, inOrder);
  fillNormal(a.summands.subarray(0, a.q.length), factors, startDeviation, seed, 'rated', width, inOrder);
  fillNormal(a.summands.subarray(a.q.length), factors, startDeviation, seed, 'implicit', width, inOrder);
  const count = residuals.indexes.length;
  let [left1, left2] = [1, 1];

  /** z, and the slope of ½ Σ error² at it and at q. */
  async function slopes(signal: StopSignal | undefined): Promise<{ readonly squares: number; readonly penalty: number }> {
    const rest = [a.noShifts, a.none, width] as const;
    const byUser = { rows: users.size, costs: a.userPointers, maxChunks: CHUNKS, signal };
    const sumEntries = [a.sumPointers, a.sumIndexes, a.sumValues] as const;
    await session.run('sparseProduct', [...sumEntries, a.summands, ...rest, a.z], byUser);
    a.userSums.fill(0);
    a.itemSums.fill(0);
    const ofUsers = [a.userPointers, a.userIndexes, a.userTargets, a.z, a.q, a.none] as const;
    await session.run('factorGradients', [...ofUsers, 1, -1, width, a.zSlopes, a.userSums], byUser);
    const ofItems = [a.itemPointers, a.itemIndexes, a.itemTargets, a.q, a.z, a.penalties] as const;
    const byItems = { rows: items.size, costs: a.itemPointers, maxChunks: CHUNKS, signal };
    await session.run('factorGradients', [...ofItems, 1, -1, width, a.qSlopes, a.itemSums], byItems);
    const summandEntries = [a.summandPointers, a.summandIndexes, a.summandValues] as const;
    const bySummands = { rows: 2 * items.size, costs: a.summandPointers, signal };
    await session.run('sparseProduct', [...summandEntries, a.zSlopes, ...rest, a.summandSlopes], bySummands);
    let penalty = 0;
    for (let k = 0; k < a.summands.length; k++) {
      a.summandSlopes[k] += sumRegularization * a.summands[k];
      penalty += sumRegularization * a.summands[k] ** 2;
    }
    let squares = 0;
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      squares += a.userSums[2 * chunk];
      penalty += a.itemSums[2 * chunk + 1];
    }
    return { squares, penalty };
  }

  return {
    startRmse: Math.max(
      Math.sqrt(residuals.values.reduce((sum, value) => sum + value * value, 0) / count),
      userItems.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 20,
    ),
    async step(signal) {
      const { squares, penalty } = await slopes(signal);
      left1 *= BETA1;
      left2 *= BETA2;
      const rate = (learningRate * Math.sqrt(1 - left2)) / (1 - left1);
      const rates = [rate, BETA1, BETA2, EPSILON, width] as const;
      await session.run('adamStep', [a.q, a.qSlopes, a.qMoments, a.qSquares, ...rates], { rows: items.size, grain: 64, signal });
      const summands = [a.summands, a.summandSlopes, a.summandMoments, a.summandSquares] as const;
      await session.run('adamStep', [...summands, ...rates], { rows: 2 * items.size, grain: 64, signal });
      return { objective: (squares + penalty) / 2, trainRmse: Math.sqrt(squares / count) };
    },
    learned() {
      const matrixOf = (values: Float32Array): DenseMatrix => {
        const matrix = leadingColumns(values, width, factors);
        clearUnrated(matrix, itemUsers);
        return matrix;
      };
      const ratedFactors = matrixOf(a.summands.slice(0, a.q.length));
      const implicitFactors = matrixOf(a.summands.slice(a.q.length));
      const userFactors = { rows: users.size, columns: factors, values: new Float32Array(users.size * factors) };
      told.forEach((one, user) => {
        if (one === undefined) return;
        const row = { indexes: rowIndexes(userItems, user), values: rowValues(userItems, user) };
        userFactors.values.set(sumOf(row, one, { ratedFactors, implicitFactors }), user * factors);
      });
      const { min, max } = train.ratingScale as RatingScale;
      return {
        seen: userItems,
        ratingScale: { min, max },
        meanRating: levels.meanRating,
        userBias: Float32Array.from(told, (one) => one?.bias ?? 0),
        itemBias: Float32Array.from(levels.itemBias),
        userFactors,
        itemFactors: matrixOf(a.q),
        ratedFactors,
        implicitFactors,
      };
    },
    close: () => session.close(),
  };
}

/** What each user's ratings say, `undefined` for someone without; item biases in float32, as models hold them. */
function baselineOf(
  userItems: SparseRows,
  { userRegularization, itemRegularization }: AsymmetricSVDOptions,
): { readonly levels: ItemLevels; readonly told: readonly (ToldRatings | undefined)[] } {
  const { meanRating, itemBias } = fitBaseline(userItems, { userRegularization, itemRegularization, baselineEpochs: BASELINE_EPOCHS });
  const levels = { meanRating, itemBias: Float64Array.from(itemBias, Math.fround), userRegularization };
  const told = Array.from({ length: userItems.rows }, (_, user) => {
    const row = { indexes: rowIndexes(userItems, user), values: rowValues(userItems, user) };
    return row.indexes.length === 0 ? undefined : toldBy(row, levels);
  });
  return { levels, told };
}

function joined(told: readonly (ToldRatings | undefined)[], length: number): Float32Array {
  const all = new Float32Array(length);
  let at = 0;
  for (const one of told) {
    if (one === undefined) continue;
    all.set(one.residuals, at);
    at += one.residuals.length;
  }
  return all;
}

/** What z is of x and y, the ones below the others: |R|^−½ (r − b) of each rated item, then |R|^−½; [users × 2 items]. */
function sumPattern(residuals: SparseRows): SparseRows {
  const { rows, columns } = residuals;
  return sparseFromRows(rows, 2 * columns, 2 * residuals.indexes.length, (user, add) => {
    const [indexes, values] = [rowIndexes(residuals, user), rowValues(residuals, user)];
    const scale = 1 / Math.sqrt(indexes.length);
    indexes.forEach((item, e) => {
      add(item, scale * values[e]);
    });
    for (const item of indexes) add(columns + item, scale);
  });
}
