/** How every model that trains a network does it: with the listeners of `fit`, its signal, and from its checkpoint. */
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { now } from '../../kernels/host.ts';
import { xxHash32 } from '../../math/xxhash.ts';
import type { OpenNetwork } from '../../neural/open-network.ts';
import { fingerprintOf } from '../../neural/plan.ts';
import { type BatchProgress, type EpochProgress, type TrainOptions, train } from '../../neural/train.ts';
import type { Learned, TrainingContext } from './define-estimator.ts';
import type { CheckpointOwner, EpochReport, FitContext } from './estimator.ts';
import { type CurvePoint, figuresOf } from './learning-curve.ts';
import type { ModelState, StateSettings } from './state.ts';

/** After how long the time of a training is foreseen, and from which on it is told. */
const SECONDS_MEASURED = 1;
const MINUTES_TOLD = 5;

export interface AskedTraining<Found> extends Omit<TrainOptions, 'signal' | 'onBatch' | 'onEpoch' | 'from' | 'onCheckpoint'> {
  /** What is kept and reported of an epoch. */
  point(progress: EpochProgress): CurvePoint;
  /** What the network holds as it stands, copied; `curve` is given at the end. */
  found(curve: readonly CurvePoint[]): Found;
}

/** What a training is given that knows nothing of states: its epochs tell what is found. */
export interface FoundContext<Found> extends Omit<FitContext, 'onEpoch'> {
  readonly onEpoch?: ((report: Omit<EpochReport, 'model'>, found: () => Found) => void | Promise<void>) | undefined;
}

/** The context of such a training, where a state is made of what it finds. */
export function tellingStates<Found, State extends ModelState>(
  { onEpoch, ...context }: TrainingContext<State>,
  stateOf: (found: Found) => Learned<State> | Promise<Learned<State>>,
): FoundContext<Found> {
  return { ...context, onEpoch: onEpoch && ((report, found) => onEpoch({ ...report, learned: () => stateOf(found()) })) };
}

/** @returns what was found, in its curve the epochs before the checkpoint too @throws LikewiseError `wrong-checkpoint`, `diverged` */
export async function trainAsAsked<Found>(
  net: OpenNetwork,
  { point, found, ...training }: AskedTraining<Found>,
  settings: object,
  data: Interactions,
  { signal, onBatch, onEpoch, checkpoint, onCheckpoint, onNote }: FoundContext<Found>,
): Promise<Found> {
  const of = checkpoint === undefined && onCheckpoint === undefined ? undefined : ownerOf(net, training.owner, settings, data);
  if (checkpoint !== undefined) requireSame(checkpoint.of, of as CheckpointOwner);
  const started = now();
  let estimated = onNote === undefined;
  const batches = (progress: BatchProgress): void => {
    onBatch?.(progress);
    const passed = (now() - started) / 1000;
    if (estimated || passed < SECONDS_MEASURED) return;
    estimated = true;
    const { epoch, epochs, secondsLeft } = progress;
    const minutes = (passed + secondsLeft) / 60;
    if (minutes < MINUTES_TOLD) return;
    const perEpoch = (60 * minutes) / (epochs - (checkpoint?.at.epoch ?? 0));
    const all = minutes < 90 ? `${Math.round(minutes)} minutes` : `${(minutes / 60).toFixed(1)} hours`;
    const each = perEpoch < 10 ? perEpoch.toFixed(1) : Math.round(perEpoch).toString();
    onNote?.(
      `${training.owner}: at the speed of its first ${epoch > 1 ? 'epochs' : 'batches'}, all ${epochs} epochs take about ${all}, ${each} s each.`,
    );
  };
  const { history, told } = await train(net, {
    ...training,
    signal,
    onBatch: onBatch === undefined && onNote === undefined ? undefined : batches,
    onEpoch:
      onEpoch &&
      ((progress) =>
        onEpoch({ epoch: progress.epoch, epochs: progress.epochs, figures: figuresOf(point(progress)) }, () => found([point(progress)]))),
    from: checkpoint?.at,
    onCheckpoint: onCheckpoint && ((at) => onCheckpoint({ of: of as CheckpointOwner, at })),
  });
  if (told !== undefined) onNote?.(told);
  return found(history.map(point));
}

function ownerOf(net: OpenNetwork, model: string, settings: object, { userItems, timestamps, sourceOrder }: Interactions): CheckpointOwner {
  const { pointers, indexes, values } = userItems;
  const parts = [pointers, indexes, values, timestamps, sourceOrder].map((part) =>
    part === undefined ? '-' : xxHash32(new Uint8Array(part.buffer, part.byteOffset, part.byteLength)).toString(16),
  );
  return { model, settings: { ...settings } as StateSettings, data: parts.join('.'), network: fingerprintOf(net.plan) };
}

function requireSame(made: CheckpointOwner, here: CheckpointOwner): void {
  const refuse = (what: string): never => {
    throw new LikewiseError(
      'wrong-checkpoint',
      `${here.model}: the checkpoint is ${what}; begin anew without it, or train as it was made.`,
      {
        made,
        here,
      },
    );
  };
  if (made.model !== here.model) refuse(`one of ${made.model}`);
  const differing = Object.keys({ ...made.settings, ...here.settings }).filter((name) => made.settings[name] !== here.settings[name]);
  if (differing.length > 0)
    refuse(`of other settings (${differing.map((name) => `${name} ${made.settings[name]}, not ${here.settings[name]}`).join('; ')})`);
  if (made.data !== here.data) refuse('of other data');
  if (made.network !== here.network) refuse('of another version of this library, which built the network otherwise');
}
