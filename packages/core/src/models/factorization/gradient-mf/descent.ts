/** Full-batch descent: every epoch is one step along the slope of all ratings. */

import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type KernelSession, type Kernels } from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { columnOf, computeSlopes, cutRows, type SlopeLayout, type SlopeShape, slopeLayout, slopeWidth } from './slopes.ts';

export interface DescentSettings extends SlopeShape {
  readonly regularization: number;
  readonly loss: 'sum' | 'mean';
  readonly optimizer: 'adam' | 'momentum';
  readonly learningRate: number;
  readonly momentum: number;
  readonly epochs: number;
  readonly patience: number;
  readonly start: 'normal' | 'uniform';
  readonly startScale: number;
  readonly seed: number;
}

/** What the sum w·x + b has to become, both ways round; and ratings held out of it to stop by. */
export interface DescentTargets {
  readonly byUser: SparseRows;
  readonly byItem: SparseRows;
  readonly heldOut: SparseRows | undefined;
}

export interface Descended {
  readonly userFactors: DenseMatrix;
  readonly userBias: Float32Array;
  readonly itemFactors: DenseMatrix;
  /** Steps behind the vectors: fewer than were taken where an earlier step did best on the ratings held out. */
  readonly steps: number;
  /** RMSE on the ratings held out, before clipping. */
  readonly validationRmse: number | undefined;
}

/** Of Adam; Kingma, Ba 2015, with Keras' ε. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;
const CHUNKS = 64;
/** A step that multiplies the objective of the start by this has diverged. */
const DIVERGED = 100;

/** @throws LikewiseError `diverged`, `too-large`; what the signal says. */
export async function descendFullBatch(
  targets: DescentTargets,
  settings: DescentSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<Descended> {
  const { factors, biases, regularization, loss, optimizer, learningRate, momentum, epochs, patience } = settings;
  const { byUser, byItem, heldOut } = targets;
  const width = slopeWidth(settings);
  const userRows = byUser.rows;
  const itemRows = byItem.rows;
  const adam = optimizer === 'adam';
  const session = await kernels.open({
    ...slopeLayout(byUser, byItem, settings, regularization),
    userMoments: float32(userRows * width),
    itemMoments: float32(itemRows * width),
    userSquares: float32(adam ? userRows * width : 0),
    itemSquares: float32(adam ? itemRows * width : 0),
    heldPointers: heldOut?.pointers ?? new Uint32Array(1),
    heldIndexes: heldOut?.indexes ?? new Uint32Array(0),
    heldTargets: heldOut?.values ?? new Float32Array(0),
    heldSums: float64(CHUNKS),
  });
  try {
    const a = session.arrays;
    fillStart(a.users, userRows, width, settings, 'users');
    fillStart(a.items, itemRows, width, settings, 'items');
    if (biases) {
      fillStartBiases(a.users, userRows, width, settings);
      for (let at = factors; at < a.items.length; at += width) a.items[at] = 1;
    }
    const count = byUser.indexes.length;
    // ½ Σ error² has slope error; the mean of error², 2/count times that.
    const scale = loss === 'sum' ? 1 : 2 / count;
    const sides = [
      { values: a.users, slopes: a.userSlopes, moments: a.userMoments, squares: a.userSquares, rows: userRows },
      { values: a.items, slopes: a.itemSlopes, moments: a.itemMoments, squares: a.itemSquares, rows: itemRows },
    ];
    let left1 = 1;
    let left2 = 1;
    let startObjective = 0;
    let best = { steps: epochs, rmse: Number.POSITIVE_INFINITY, users: a.users, items: a.items };
    for (let epoch = 1; epoch <= epochs; epoch++) {
      signal?.throwIfAborted();
      const { squares, penalty } = await computeSlopes(session as unknown as KernelSession<SlopeLayout>, settings, scale, signal);
      const objective = (scale * squares + penalty) / 2;
      if (epoch === 1) startObjective = objective;
      requireDescent(epoch, objective, startObjective, learningRate);
      left1 *= BETA1;
      left2 *= BETA2;
      const rate = (learningRate * Math.sqrt(1 - left2)) / (1 - left1);
      for (const { values, slopes, moments, squares: second, rows } of sides) {
        const work = { rows, grain: 64, signal };
        if (adam) await session.run('adamStep', [values, slopes, moments, second, rate, BETA1, BETA2, EPSILON, width], work);
        else await session.run('momentumStep', [values, slopes, moments, learningRate, momentum, width], work);
      }
      const figures: Record<string, number> = { trainRmse: Math.sqrt(squares / count) };
      if (heldOut !== undefined) {
        a.heldSums.fill(0);
        await session.run('squaredErrors', [a.heldPointers, a.heldIndexes, a.heldTargets, a.users, a.items, width, a.heldSums], {
          rows: userRows,
          costs: a.heldPointers,
          maxChunks: CHUNKS,
          signal,
        });
        const rmse = Math.sqrt(a.heldSums.reduce((sum, part) => sum + part, 0) / heldOut.indexes.length);
        figures.validationRmse = rmse;
        if (rmse < best.rmse) best = { steps: epoch, rmse, users: a.users.slice(), items: a.items.slice() };
      }
      await onEpoch?.({ epoch, epochs, objective, figures });
      if (heldOut !== undefined && epoch - best.steps >= patience && best.rmse < Number.POSITIVE_INFINITY) break;
    }
    for (const side of [best.users, best.items]) {
      if (!side.every(Number.isFinite)) requireDescent(epochs + 1, Number.NaN, startObjective, learningRate);
    }
    return {
      userFactors: cutRows(best.users, userRows, width, factors),
      userBias: biases ? columnOf(best.users, userRows, width, factors) : new Float32Array(userRows),
      itemFactors: cutRows(best.items, itemRows, width, factors),
      steps: best.steps,
      validationRmse: heldOut && best.rmse,
    };
  } finally {
    session.close();
  }
}

function requireDescent(epoch: number, objective: number, start: number, learningRate: number): void {
  if (objective <= DIVERGED * start) return;
  throw new LikewiseError(
    'diverged',
    `gradientMF: training diverged in epoch ${epoch - 1}: the objective is ${Number(objective.toPrecision(4))}, it began at ${Number(start.toPrecision(4))}. Lower learningRate (now ${learningRate}), or bring the ratings to a smaller scale.`,
    { epoch: epoch - 1, objective, startObjective: start, learningRate },
  );
}

function fillStart(out: Float32Array, rows: number, width: number, settings: DescentSettings, stream: string): void {
  const random = seededRandom(settings.seed, stream);
  for (let row = 0; row < rows; row++)
    for (let f = 0; f < settings.factors; f++)
      out[row * width + f] = settings.startScale * (settings.start === 'normal' ? random.normal() : random.uniform());
}

function fillStartBiases(out: Float32Array, rows: number, width: number, { seed, start, startScale, factors }: DescentSettings): void {
  const random = seededRandom(seed, 'biases');
  for (let row = 0; row < rows; row++) out[row * width + factors] = startScale * (start === 'normal' ? random.normal() : random.uniform());
}
