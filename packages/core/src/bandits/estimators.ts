/** The values of the off-policy estimators (formulas: off-policy.ts), and their intervals from drawing the rows again. */
import { normalQuantileOfTail, normalTail } from '../math/normal-distribution.ts';
import { seededRandom } from '../math/random.ts';
import { type ActionProbabilities, cellOf, type LoggedPulls } from './logged-pulls.ts';

export type EstimatorName = 'replay' | 'ips' | 'snips' | 'dm' | 'dr' | 'sndr';

export interface WeighedRows {
  /** w; [rows]. */
  readonly weights: Float64Array;
  /** 1 where replay takes the row; [rows]. */
  readonly accepted: Uint8Array;
  /** q, where it is given; [contexts × actions]. */
  readonly rewardModel: Float64Array | undefined;
}

/** On rows that count `times` each, the reward model fitted to them where none is given; NaN where they say nothing. */
export function estimatorValues(
  logs: LoggedPulls,
  target: ActionProbabilities,
  { weights, accepted, rewardModel }: WeighedRows,
  times: Uint32Array,
  shrinkage: number,
): Readonly<Record<EstimatorName, number>> {
  const { rewards, actionCount, contextCount = 1 } = logs;
  const count = times.length;
  const cells = contextCount * actionCount;
  const [shows, paid, weighed] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)];
  let [w, wr, total, taken, takenPaid] = [0, 0, 0, 0, 0];
  for (let row = 0; row < count; row++) {
    const n = times[row];
    if (n === 0) continue;
    const cell = cellOf(logs, row);
    const weight = n * weights[row];
    const reward = rewards[row];
    shows[cell] += n;
    paid[cell] += n * reward;
    weighed[cell] += weight;
    total += n * reward;
    w += weight;
    wr += weight * reward;
    if (accepted[row] === 1) {
      taken += n;
      takenPaid += n * reward;
    }
  }
  // Σ of the modelled rewards: of what the target does, and, weighted, of what was done.
  let [direct, modelled] = [0, 0];
  const mean = total / count;
  for (let context = 0; context < contextCount; context++) {
    let [inContext, expected] = [0, 0];
    for (let cell = context * actionCount; cell < (context + 1) * actionCount; cell++) {
      const rowsHere = shows[cell] + shrinkage;
      const q = rewardModel === undefined ? (rowsHere === 0 ? mean : (paid[cell] + shrinkage * mean) / rowsHere) : rewardModel[cell];
      inContext += shows[cell];
      expected += target[cell] * q;
      modelled += weighed[cell] * q;
    }
    direct += inContext * expected;
  }
  const dm = direct / count;
  const known = w > 0;
  return {
    replay: taken === 0 ? Number.NaN : takenPaid / taken,
    ips: known ? wr / count : Number.NaN,
    snips: wr / w,
    dm,
    dr: known ? dm + (wr - modelled) / count : Number.NaN,
    sndr: dm + (wr - modelled) / w,
  };
}

export interface EstimateToBound {
  readonly name: EstimatorName;
  readonly value: number;
  /** Influence of each row on the estimate; [rows]. */
  readonly influence: Float64Array;
}

/**
 * Intervals of off-policy estimates from drawing the rows again: BCa, percentiles moved by the bias of the draws and by how the
 * standard error changes with the estimate (the skewness of the influences). Logs with few large weights are skewed, and plain
 * percentiles then miss the truth too often on one side.
 *
 * Source: Efron: Better Bootstrap Confidence Intervals, JASA 1987, doi:10.1080/01621459.1987.10478410; acceleration from influences:
 * its section 7. A fitted reward model is fitted again to each draw.
 */
export function bootstrapIntervals(
  logs: LoggedPulls,
  target: ActionProbabilities,
  rows: WeighedRows,
  estimates: readonly EstimateToBound[],
  { resamples, seed, confidence, shrinkage }: Readonly<Record<'resamples' | 'seed' | 'confidence' | 'shrinkage', number>>,
): ReadonlyMap<EstimatorName, readonly [low: number, high: number]> {
  const random = seededRandom(seed, 'bootstrap');
  const count = logs.actions.length;
  const times = new Uint32Array(count);
  const values = estimates.map(() => new Float64Array(resamples));
  for (let draw = 0; draw < resamples; draw++) {
    times.fill(0);
    for (let k = 0; k < count; k++) times[Math.floor(random.uniform() * count)]++;
    const redrawn = estimatorValues(logs, target, rows, times, shrinkage);
    for (const [e, { name }] of estimates.entries()) values[e][draw] = redrawn[name];
  }
  return new Map(
    estimates.map(({ name, value, influence }, e) => {
      const sorted = values[e].filter((x) => !Number.isNaN(x)).sort();
      return [name, sorted.length === 0 ? [value, value] : bcaInterval(sorted, value, influence, confidence)] as const;
    }),
  );
}

/** @param sorted the estimate on each draw, ascending, at least one @param influence of each row on the estimate; [rows] */
export function bcaInterval(
  sorted: Float64Array,
  value: number,
  influence: Float64Array,
  confidence: number,
): readonly [low: number, high: number] {
  let [below, squares, cubes] = [0, 0, 0];
  for (const x of sorted) below += x < value ? 1 : x === value ? 0.5 : 0;
  for (const x of influence) {
    squares += x * x;
    cubes += x * x * x;
  }
  const draws = sorted.length;
  const bias = -normalQuantileOfTail(Math.min(draws - 0.5, Math.max(0.5, below)) / draws);
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  const end = (z: number): number => {
    const moved = bias + (bias + z) / (1 - acceleration * (bias + z));
    return quantile(sorted, normalTail(-moved));
  };
  const z = normalQuantileOfTail((1 - confidence) / 2);
  return [end(-z), end(z)];
}

/** The share-th quantile, between the draws at (draws + 1) · share, so that each draw stands for the middle of its stretch. */
function quantile(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, (sorted.length + 1) * share - 1));
  const below = Math.floor(at);
  return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
