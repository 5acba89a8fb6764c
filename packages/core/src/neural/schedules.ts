/** How the learning rate changes. */
import { LikewiseError } from '../errors.ts';

/**
 * constant: γ. plateau: γ times `factor` whenever the watched loss has not come below its best by the relative `threshold` for more than
 * `patience` epochs, not below `minimum` (as ReduceLROnPlateau). cosine: up to γ in `warmUp` steps, then down to `minimum` · γ in a half
 * wave by the last step, and so again in each of `cycles` equal parts (Loshchilov, Hutter, ICLR 2017: warm restarts). warm-up: up to γ in `steps`, then γ.
 */
export type Schedule =
  | { readonly kind: 'constant' }
  | {
      readonly kind: 'plateau';
      readonly factor: number;
      readonly patience: number;
      readonly threshold?: number | undefined;
      readonly minimum?: number | undefined;
    }
  | {
      readonly kind: 'cosine';
      readonly warmUp?: number | undefined;
      readonly minimum?: number | undefined;
      /** Integer ≥ 1. @default 1 */
      readonly cycles?: number | undefined;
    }
  | { readonly kind: 'warm-up'; readonly steps: number };

/** Where a schedule stands; plain data, for checkpoints. */
export interface ScheduleState {
  readonly rate: number;
  readonly best: number;
  readonly waited: number;
}

/** @throws LikewiseError `invalid-option` */
export function startedSchedule(schedule: Schedule, learningRate: number): ScheduleState {
  const refuse = (what: string): never => {
    throw new LikewiseError('invalid-option', `train: ${what}.`, { schedule: schedule.kind });
  };
  if (!(learningRate > 0 && learningRate < Number.POSITIVE_INFINITY))
    refuse(`the learning rate must be a finite number > 0; got ${learningRate}`);
  if (schedule.kind === 'plateau') {
    if (!(schedule.factor > 0 && schedule.factor < 1)) refuse(`the factor of a plateau must be in (0, 1); got ${schedule.factor}`);
    if (!(schedule.patience >= 0)) refuse(`the patience of a plateau must be ≥ 0; got ${schedule.patience}`);
  }
  return { rate: learningRate, best: Number.POSITIVE_INFINITY, waited: 0 };
}

/** Rate of a step, from 1, of so many. */
export function rateAt(schedule: Schedule, { rate }: ScheduleState, step: number, steps: number): number {
  if (schedule.kind === 'warm-up') return rate * Math.min(1, step / schedule.steps);
  if (schedule.kind !== 'cosine') return rate;
  const { warmUp = 0, minimum = 0, cycles = 1 } = schedule;
  if (step <= warmUp) return (rate * step) / warmUp;
  const length = steps / cycles;
  const cycle = Math.min(cycles, Math.ceil(step / length));
  const begin = Math.max(warmUp, (cycle - 1) * length);
  const part = (step - begin) / Math.max(1, cycle * length - begin);
  return rate * (minimum + (1 - minimum) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, part))));
}

/** After an epoch with this watched loss. */
export function afterEpoch(schedule: Schedule, state: ScheduleState, loss: number): ScheduleState {
  if (schedule.kind !== 'plateau') return state;
  const { factor, patience, threshold = 1e-4, minimum = 0 } = schedule;
  if (loss < state.best * (1 - threshold)) return { ...state, best: loss, waited: 0 };
  if (state.waited < patience) return { ...state, waited: state.waited + 1 };
  return { ...state, rate: Math.max(minimum, state.rate * factor), waited: 0 };
}
