/** Epochs over examples: order by seed, batches, validation, schedule, early stopping, the best kept. */
import { LikewiseError } from '../errors.ts';
import { now } from '../kernels/host.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import { seededRandom } from '../math/random.ts';
import { type Examples, eachRun, type LossValues } from './each-run.ts';
import type { OpenNetwork } from './open-network.ts';
import { afterEpoch, rateAt, type Schedule, type ScheduleState, startedSchedule } from './schedules.ts';

/** Of a parameter that says something; a loss can be finite when the last step of an epoch threw all far away. */
const LARGEST = 1e15;

export interface BatchProgress {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  readonly batches: number;
  /** Of the batch. */
  readonly loss: number;
  readonly learningRate: number;
  readonly examplesPerSecond: number;
  readonly secondsLeft: number;
}
export interface EpochProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Mean over the examples of the epoch, as the network stood at each batch. */
  readonly loss: number;
  /** Each loss by its name. */
  readonly losses: Readonly<Record<string, number>>;
  readonly validationLoss: number | undefined;
  readonly learningRate: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly secondsLeft: number;
}

/** Everything that training needs to go on to the same bits; plain data. */
export interface Checkpoint {
  readonly epoch: number;
  readonly step: number;
  readonly schedule: ScheduleState;
  readonly best: BestEpoch | undefined;
  readonly waited: number;
  readonly history: readonly EpochProgress[];
  /** Parameters, moments and statistics. */
  readonly lasting: Float32Array;
}
export interface BestEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly lasting: Float32Array;
}

export interface TrainOptions extends Examples {
  /** Who trains, as errors name it. */
  readonly owner: string;
  readonly epochs: number;
  readonly learningRate: number;
  /** @default constant */
  readonly schedule?: Schedule | undefined;
  /** After each epoch; its loss is then what is watched, and the parameters of its best epoch are what stands at the end. */
  readonly validation?: Omit<Examples, 'batch'> | undefined;
  /** What else an epoch does, once its batches are done: before it is judged and kept. */
  readonly afterBatches?: ((epoch: number) => void | Promise<void>) | undefined;
  /** Instead of a validation loss, or beside it, a figure of one's own to be lowered, of the network as it stands after an epoch. */
  readonly judge?: ((network: OpenNetwork, epoch: number) => number | Promise<number>) | undefined;
  /** Epochs without a better validation loss after which training stops. @default never */
  readonly patience?: number | undefined;
  readonly seed: number;
  /** Examples in a new order each epoch. @default true */
  readonly shuffle?: boolean | undefined;
  readonly signal?: StopSignal | undefined;
  readonly onBatch?: ((progress: BatchProgress) => void) | undefined;
  readonly onEpoch?: ((progress: EpochProgress) => void | Promise<void>) | undefined;
  /** Goes on from here. */
  readonly from?: Checkpoint | undefined;
  /** After every epoch. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void | Promise<void>) | undefined;
}

export interface Trained {
  readonly history: readonly EpochProgress[];
  readonly best: { readonly epoch: number; readonly loss: number } | undefined;
  /** Why training ended; `diverged`: a loss was no number, and the network is as it was at its best epoch. */
  readonly stopped: 'epochs' | 'patience' | 'diverged';
  /** What to tell of a training that diverged. */
  readonly told: string | undefined;
}

/**
 * @throws LikewiseError `diverged` where the loss is no number before any epoch ended; `invalid-option`; what the signal holds
 */
export async function train(network: OpenNetwork, options: TrainOptions): Promise<Trained> {
  const { owner, epochs, learningRate, schedule = { kind: 'constant' }, validation, judge, patience, signal, from } = options;
  requireExamples(owner, options);
  let state = from?.schedule ?? startedSchedule(schedule, learningRate);
  let best = from?.best;
  let waited = from?.waited ?? 0;
  let step = from?.step ?? 0;
  const history = [...(from?.history ?? [])];
  if (from !== undefined) network.restore(from.lasting);
  const batches = Math.ceil(options.examples / options.batch);
  const order = new Uint32Array(options.examples);
  const begun = now();
  const first = from?.epoch ?? 0;
  let stopped: Trained['stopped'] = 'epochs';
  let told: string | undefined;
  for (let epoch = first + 1; epoch <= epochs; epoch++) {
    if (patience !== undefined && waited > patience) {
      stopped = 'patience';
      break;
    }
    const started = now();
    ordered(order, options.shuffle === false ? undefined : seededRandom(options.seed, `order of epoch ${epoch}`));
    let diverged: number | undefined;
    const rateOf = (k: number): number => rateAt(schedule, state, step + k + 1, batches * epochs);
    const total = await eachRun(network, 'training', options, order, {
      signal,
      begin: (batch, k) => batch.begin(step + k + 1, rateOf(k)),
      done: (k, loss, examples) => {
        if (diverged === undefined && !Number.isFinite(loss)) diverged = k + 1;
        const seconds = (now() - started) / 1000;
        const perBatch = (now() - begun) / 1000 / ((epoch - first - 1) * batches + k + 1);
        options.onBatch?.({
          epoch,
          epochs,
          batch: k + 1,
          batches,
          loss,
          learningRate: rateOf(k),
          examplesPerSecond: examples / Math.max(seconds, 1e-9),
          secondsLeft: perBatch * ((epochs - epoch) * batches + batches - k - 1),
        });
        return diverged === undefined;
      },
    });
    const rate = rateOf(batches - 1);
    step += batches;
    const grown = diverged === undefined && !network.parametersWithin(LARGEST);
    if (diverged !== undefined || grown) {
      const what = grown
        ? `parameters grew beyond 10¹⁵ in epoch ${epoch}`
        : `the loss of epoch ${epoch}, batch ${diverged} is not a finite number`;
      told = `${owner}: ${what}; use a lower learning rate or clip gradients.`;
      if (best === undefined) throw new LikewiseError('diverged', told, { epoch, batch: diverged ?? batches });
      stopped = 'diverged';
      break;
    }
    await options.afterBatches?.(epoch);
    const validated = validation === undefined ? undefined : await lossOver(network, { ...validation, batch: options.batch }, signal);
    const judged = judge === undefined ? validated : await judge(network, epoch);
    const watched = judged ?? total.loss;
    const seconds = (now() - started) / 1000;
    const progress: EpochProgress = {
      epoch,
      epochs,
      loss: total.loss,
      losses: total.losses,
      validationLoss: judged,
      learningRate: rate,
      seconds,
      examplesPerSecond: options.examples / Math.max(seconds, 1e-9),
      secondsLeft: ((now() - begun) / 1000 / (epoch - first)) * (epochs - epoch),
    };
    history.push(progress);
    state = afterEpoch(schedule, state, watched);
    // Without a watched figure the last epoch is the best; kept all the same, for the case that a later one diverges.
    if (judged === undefined || best === undefined || watched < best.loss) {
      // Memory of the best before is used again, unless a checkpoint may hold it.
      const own = options.onCheckpoint === undefined && best !== from?.best ? best?.lasting : undefined;
      best = { epoch, loss: watched, lasting: network.lasting(own) };
      waited = 0;
    } else waited++;
    await options.onEpoch?.(progress);
    if (options.onCheckpoint !== undefined) {
      const lasting = network.lasting();
      await options.onCheckpoint({ epoch, step, schedule: state, best, waited, history: [...history], lasting });
    }
    signal?.throwIfAborted();
  }
  if (best !== undefined) network.restore(best.lasting);
  return { history, best: best && { epoch: best.epoch, loss: best.loss }, stopped, told };
}

/** Mean loss over examples, as the network answers: no dropout, running statistics. */
export async function lossOver(network: OpenNetwork, examples: Examples, signal?: StopSignal): Promise<number> {
  const order = new Uint32Array(examples.examples);
  ordered(order, undefined);
  const { loss }: LossValues = await eachRun(network, 'inference', examples, order, {
    signal,
    begin: (batch) => batch.begin(0, 0),
    done: () => true,
  });
  return loss;
}

function requireExamples(owner: string, { examples, batch, epochs }: TrainOptions): void {
  if (examples < 1) throw new LikewiseError('empty-data', `${owner}: there is nothing to learn from.`, {});
  for (const [name, value] of Object.entries({ batch, epochs }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new LikewiseError('invalid-option', `${owner}: ${name} must be an integer ≥ 1; got ${value}.`, { option: name, value });
}

/** 0, 1, 2, … or a permutation of them (Durstenfeld, CACM 1964). */
function ordered(order: Uint32Array, random: ReturnType<typeof seededRandom> | undefined): void {
  for (let k = 0; k < order.length; k++) order[k] = k;
  if (random === undefined) return;
  for (let k = order.length - 1; k > 0; k--) {
    const other = random.integer(k + 1);
    const kept = order[k];
    order[k] = order[other];
    order[other] = kept;
  }
}
