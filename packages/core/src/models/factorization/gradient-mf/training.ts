/** Full-batch descent in a kernel session: slopes of all ratings, a step along them, and the error on ratings held out. */
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { float32, float64, type Kernels, type StopSignal } from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import { columnOf, leadingColumns } from '../../../matrix/dense.ts';
import { setAside } from '../../../matrix/set-aside.ts';
import { patternOf, type SparsePattern, transpose } from '../../../matrix/sparse.ts';
import type { Learned } from '../../contract/define-estimator.ts';
import { clearUnrated } from '../../vectors/start.ts';
import { itemMeans, lessItems } from './item-means.ts';
import type { GradientMFState } from './model.ts';
import type { GradientMFOptions } from './options.ts';
import { computeSlopes, SLOPE_CHUNKS, slopeLayout, slopeWidth } from './slopes.ts';

/** Of Adam; Kingma, Ba 2015, with Keras' ε. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;
/** A step that multiplies the objective of the start by this has diverged. */
const DIVERGED = 100;

interface Descent {
  /** Steps after which the error on what was held out was least; all of them where nothing is held out, or none was finite yet. */
  readonly bestSteps: number;
  /** Finds the slopes where the vectors stand, and what they stand at. */
  slopes(signal: StopSignal | undefined): Promise<{ readonly objective: number; readonly trainRmse: number }>;
  /** @throws LikewiseError `diverged` where the objective after so many steps is not near that of the start, or none. */
  requireDescent(steps: number, objective: number): void;
  /** Moves every vector along its slope. */
  step(signal: StopSignal | undefined): Promise<void>;
  /** Keeps the vectors where they do best on what was held out; nothing where nothing was. */
  validate(steps: number, signal: StopSignal | undefined): Promise<{ readonly validationRmse?: number }>;
  /** @throws LikewiseError `diverged` */
  learned(): Learned<GradientMFState>;
  close(): void;
}

/** @throws LikewiseError `too-large` */
export async function openBatchDescent(train: Interactions, settings: GradientMFOptions, kernels: Kernels): Promise<Descent> {
  const { factors, biases, regularization, loss, optimizer, learningRate, momentum, epochs, seed } = settings;
  const { kept, heldOut } = setAside(train.userItems, settings.validation, seed);
  const itemBias = settings.normalization === 'none' ? new Float32Array(train.items.size) : itemMeans(kept);
  const targets = lessItems(kept, itemBias);
  const held = heldOut && lessItems(heldOut, itemBias);
  const width = slopeWidth(settings);
  const layout = slopeLayout(targets, transpose(targets).matrix, settings, regularization);
  const [userLength, itemLength] = [layout.userRows.length, layout.itemRows.length];
  const adam = optimizer === 'adam';
  const session = await kernels.open({
    ...layout,
    userMoments: float32(userLength),
    itemMoments: float32(itemLength),
    userSquares: float32(adam ? userLength : 0),
    itemSquares: float32(adam ? itemLength : 0),
    heldPointers: held?.pointers ?? new Uint32Array(1),
    heldIndexes: held?.indexes ?? new Uint32Array(0),
    heldTargets: held?.values ?? new Float32Array(0),
    heldSums: float64(SLOPE_CHUNKS),
  });
  const a = session.arrays;
  fillStart(a.userRows, width, [0, factors], settings, 'users', train.userItems);
  fillStart(a.itemRows, width, [0, factors], settings, 'items', train.itemUsers);
  if (biases) {
    fillStart(a.userRows, width, [factors, factors + 1], settings, 'biases', train.userItems);
    for (let at = factors; at < a.itemRows.length; at += width) a.itemRows[at] = 1;
  }
  const count = targets.indexes.length;
  // ½ Σ error² has slope error; the mean of error², 2/count times that.
  const scale = loss === 'sum' ? 1 : 2 / count;
  let left1 = 1;
  let left2 = 1;
  let startObjective: number | undefined;
  let best = { steps: epochs, rmse: Number.POSITIVE_INFINITY, users: a.userRows, items: a.itemRows };
  const descent: Descent = {
    get bestSteps() {
      return best.steps;
    },
    async slopes(signal) {
      const { squares, penalty } = await computeSlopes(session, settings, scale, signal);
      const objective = (scale * squares + penalty) / 2;
      startObjective ??= objective;
      return { objective, trainRmse: Math.sqrt(squares / count) };
    },
    requireDescent(steps, objective) {
      const start = startObjective as number;
      if (objective <= DIVERGED * start) return;
      throw new LikewiseError(
        'diverged',
        `gradientMF: training diverged in epoch ${steps}: the objective is ${Number(objective.toPrecision(4))}, it began at ${Number(start.toPrecision(4))}. Lower learningRate (now ${learningRate}), or bring the ratings to a smaller scale.`,
        { epoch: steps, objective, startObjective: start, learningRate },
      );
    },
    async step(signal) {
      left1 *= BETA1;
      left2 *= BETA2;
      const rate = (learningRate * Math.sqrt(1 - left2)) / (1 - left1);
      for (const axis of ['user', 'item'] as const) {
        const moved = [a[`${axis}Rows`], a[`${axis}Slopes`], a[`${axis}Moments`]] as const;
        const work = { rows: moved[0].length / width, grain: 64, signal };
        if (adam) await session.run('adamStep', [...moved, a[`${axis}Squares`], rate, BETA1, BETA2, EPSILON, width], work);
        else await session.run('momentumStep', [...moved, learningRate, momentum, width], work);
      }
    },
    async validate(steps, signal) {
      if (held === undefined) return {};
      a.heldSums.fill(0);
      const work = { rows: held.rows, costs: a.heldPointers, maxChunks: SLOPE_CHUNKS, signal };
      await session.run('squaredErrors', [a.heldPointers, a.heldIndexes, a.heldTargets, a.userRows, a.itemRows, width, a.heldSums], work);
      const rmse = Math.sqrt(a.heldSums.reduce((sum, part) => sum + part, 0) / held.indexes.length);
      if (rmse < best.rmse) best = { steps, rmse, users: a.userRows.slice(), items: a.itemRows.slice() };
      return { validationRmse: rmse };
    },
    learned() {
      const { users, items, steps, rmse } = best;
      if (!users.every(Number.isFinite) || !items.every(Number.isFinite)) descent.requireDescent(epochs, Number.NaN);
      const { min, max } = train.ratingScale!;
      const userFactors = leadingColumns(users, width, factors);
      const itemFactors = leadingColumns(items, width, factors);
      clearUnrated(userFactors, train.userItems);
      clearUnrated(itemFactors, train.itemUsers);
      return {
        seen: patternOf(train.userItems),
        ratingScale: { min, max },
        meanRating: 0,
        userBias: biases ? columnOf(users, width, factors) : new Float32Array(train.users.size),
        itemBias,
        userFactors,
        itemFactors,
        training: { steps, validationRmse: held === undefined ? null : rmse },
      };
    },
    close: () => session.close(),
  };
  return descent;
}

/** Random numbers in the coordinates [from, to) of each row with entries. */
function fillStart(
  out: Float32Array,
  width: number,
  [from, to]: readonly [number, number],
  { seed, start, startScale }: GradientMFOptions,
  stream: string,
  { pointers }: SparsePattern,
): void {
  const random = seededRandom(seed, stream);
  for (let row = 0, index = 0; row < out.length; row += width, index++)
    // Nothing is drawn for what stands in another part alone.
    for (let f = from; f < to && pointers[index] < pointers[index + 1]; f++)
      out[row + f] = startScale * (start === 'normal' ? random.normal() : random.uniform());
}
