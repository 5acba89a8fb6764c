/** The values of the off-policy estimators (formulas: off-policy.ts). */
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
