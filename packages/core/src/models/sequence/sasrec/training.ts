/** Training: who is held out, batches of packed histories, and NDCG@10 of the held-out items after each epoch. */
import type { Interactions } from '../../../data/interactions.ts';
import type { Kernels, StopSignal } from '../../../kernels/kernels.ts';
import { portableLog } from '../../../math/portable.ts';
import { seededRandom } from '../../../math/random.ts';
import { shuffle } from '../../../math/sampling.ts';
import type { Batch } from '../../../neural/batch.ts';
import { openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import type { Schedule } from '../../../neural/schedules.ts';
import type { EpochProgress } from '../../../neural/train.ts';
import { nothingFollows } from '../../../sequences/histories.ts';
import { type CurvePoint, curvePoint } from '../../contract/learning-curve.ts';
import { type FoundContext, trainAsAsked } from '../../contract/train-as-asked.ts';
import { panelsOf, topItemsByFactors } from '../../vectors/top-items.ts';
import { Encoder } from './encoder.ts';
import { fillSpans, type ItemSequence, seenOf } from './examples.ts';
import { sasrecNetwork } from './network.ts';
import type { SASRecOptions } from './options.ts';
import { Windows } from './windows.ts';

export interface TrainedSASRec {
  /** By name. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  readonly curve: readonly CurvePoint[];
}

/** Parameters are as they start where nobody met two items. `items` = rows of the item table. @throws LikewiseError `diverged`, `too-large` */
export async function trainSASRec(
  histories: readonly ItemSequence[],
  items: number,
  settings: SASRecOptions,
  data: Interactions,
  context: FoundContext<TrainedSASRec> & { readonly kernels: Kernels },
): Promise<TrainedSASRec> {
  const { kernels, signal } = context;
  const { taught, held } = heldOut(histories, settings);
  const windows = new Windows(taught, settings.maxLength, settings.seed);
  const batch = Math.max(1, Math.min(settings.batchSize, windows.length));
  const tokens = Math.max(1, windows.mostSteps(batch));
  const steps = Math.ceil(windows.length / batch);
  const described = sasrecNetwork({ items, batch, tokens }, settings);
  const plan = planned(described.network, { optimizer: { kind: 'adam', beta2: 0.98, decoupled: settings.weightDecay } });
  const net = await openNetwork(plan, kernels, { seed: settings.seed });
  let encoder: Encoder | undefined;
  try {
    if (taught.length === 0) {
      context.onNote?.(nothingFollows('sasrec'));
      return { parameters: net.parameters(), curve: [] };
    }
    const { negatives } = described;
    encoder = held && (await Encoder.open(items, settings, kernels));
    const judge = async (): Promise<number> => {
      const parameters = net.parameters();
      encoder?.load(parameters);
      const vectors = (await encoder?.vectors(held?.asked ?? [], signal)) as Float32Array;
      return -(await meanNdcg(vectors, parameters['item table'], items, held as HeldOut, settings, kernels, signal));
    };
    const training = {
      owner: 'sasrec',
      examples: windows.length,
      batch,
      fill(into: Batch, examples: Uint32Array, begin: number, end: number) {
        const epoch = Math.ceil(into.step / steps);
        fillSpans(described, settings.positions, (k) => windows.at(examples[k], epoch), into, begin, end, true);
        if (negatives === undefined) return;
        const drawn = into.ids(negatives);
        const random = seededRandom(settings.seed, `negatives of step ${into.step}`);
        for (let k = 0; k < settings.negatives; k++) drawn[k] = random.integer(items);
      },
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: scheduleOf(settings),
      judge: held && judge,
      patience: held && settings.patience - 1,
      seed: settings.seed,
      point(progress: EpochProgress) {
        const { loss, validationLoss } = progress;
        return curvePoint(progress, { loss }, { ndcg: validationLoss === undefined ? undefined : -validationLoss });
      },
      found: (curve: readonly CurvePoint[]): TrainedSASRec => ({ parameters: net.parameters(), curve }),
    };
    return await trainAsAsked(net, training, settings, data, context);
  } finally {
    encoder?.close();
    net.close();
  }
}

function scheduleOf({ schedule, cycles, warmUp }: SASRecOptions): Schedule {
  if (schedule === 'cosine') return { kind: 'cosine', warmUp, cycles };
  return warmUp === 0 ? { kind: 'constant' } : { kind: 'warm-up', steps: warmUp };
}

interface HeldOut {
  /** All but the last item of each held-out history. */
  readonly asked: readonly ItemSequence[];
  /** The last; [asked] */
  readonly answers: readonly number[];
}

/** Histories that have a next item, and the last item of a seeded share of those with three and more apart from the rest. */
function heldOut(
  histories: readonly ItemSequence[],
  { validation, seed }: SASRecOptions,
): { readonly taught: readonly ItemSequence[]; readonly held: HeldOut | undefined } {
  const taught = histories.filter((history) => history.length >= 2);
  const eligible = Uint32Array.from(taught.keys()).filter((place) => taught[place].length >= 3);
  const chosen = shuffle(seededRandom(seed, 'validation'), eligible).subarray(0, Math.round(validation * eligible.length));
  if (chosen.length === 0) return { taught, held: undefined };
  const whole = Array.from(chosen, (place) => taught[place]);
  for (const place of chosen) taught[place] = taught[place].subarray(0, -1);
  return {
    taught,
    held: { asked: whole.map((history) => history.subarray(0, -1)), answers: whole.map((history) => history.at(-1) as number) },
  };
}

/** Mean NDCG@10 where one answer is right; items of the history left out. */
async function meanNdcg(
  vectors: Float32Array,
  itemTable: Float32Array,
  items: number,
  { asked, answers }: HeldOut,
  { factors }: SASRecOptions,
  kernels: Kernels,
  signal: StopSignal | undefined,
): Promise<number> {
  const userFactors = { rows: asked.length, columns: factors, values: vectors };
  const panels = panelsOf({ rows: items, columns: factors, values: itemTable });
  const questions = Uint32Array.from(asked.keys());
  const lists = await topItemsByFactors({ userFactors, panels, items, seen: seenOf(asked, items) }, questions, { n: 10 }, kernels, signal);
  let sum = 0;
  for (const question of questions) {
    const place = lists.items.subarray(question * lists.n, (question + 1) * lists.n).indexOf(answers[question]);
    if (place >= 0) sum += portableLog(2) / portableLog(place + 2);
  }
  return sum / asked.length;
}
