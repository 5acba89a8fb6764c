/** The turn of the decoder: item vectors learn from codes that are drawn by what the encoder says of each user. */
import { LikewiseError } from '../../../errors.ts';
import { seededRandom } from '../../../math/random.ts';
import { shuffledRange } from '../../../math/sampling.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { Batch } from '../../../neural/batch.ts';
import { eachRun } from '../../../neural/each-run.ts';
import { openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import { rateAt, startedSchedule } from '../../../neural/schedules.ts';
import { fillRows } from '../../autoencoders/row-batches.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { decoderNetwork, type Told } from './network.ts';
import type { RecVAEOptions } from './options.ts';

/** A normal distribution of each user's code; [users × factors]. */
export interface Codes {
  readonly means: Float32Array;
  readonly logVariances: Float32Array;
}

export interface Decoder {
  /** Numbers that last: item vectors, biases and moments. */
  readonly lasting: number;
  /** One pass over the users: item vectors [items × factors], biases [items], all that lasts. @throws LikewiseError `diverged` */
  learn(codes: Codes, epoch: number): Promise<Readonly<Record<'weight' | 'bias' | 'lasting', Float32Array>>>;
  restore(lasting: Float32Array): void;
  close(): void;
}

/** Tells a batch the codes of its users. */
export function fillCodes(into: Batch, told: Told, { means, logVariances }: Codes, users: Uint32Array): void {
  const { width } = told.mean;
  for (const [numbers, values] of [
    [into.numbers(told.mean), means],
    [into.numbers(told.logVariance), logVariances],
  ])
    for (let r = 0; r < users.length; r++) numbers.set(values.subarray(users[r] * width, (users[r] + 1) * width), r * width);
}

/** @throws LikewiseError `too-large` */
export async function openDecoder(
  matrix: SparseRows,
  batch: number,
  settings: RecVAEOptions,
  context: Pick<FitContext, 'signal' | 'kernels' | 'threads' | 'onSlowKernels'>,
): Promise<Decoder> {
  const { seed, epochs } = settings;
  const described = decoderNetwork(matrix, batch, settings);
  const net = await openNetwork(planned(described.network, { optimizer: { kind: 'adam' } }), await kernelsOf(context), { seed });
  const schedule = { kind: settings.schedule };
  const started = startedSchedule(schedule, settings.learningRate);
  const batches = Math.ceil(matrix.rows / batch);
  return {
    lasting: net.plan.layout.lasting,
    async learn(codes, epoch) {
      const order = shuffledRange(seededRandom(seed, `order of the decoder in epoch ${epoch}`), matrix.rows);
      const fill = (into: Batch, examples: Uint32Array, begin: number, end: number): void => {
        fillCodes(into, described.told, codes, examples.subarray(begin, end));
        fillRows(into, described.targets, matrix, { examples, begin, end });
        into.count(described.rows, end - begin);
      };
      await eachRun(net, 'training', { examples: matrix.rows, batch, fill }, order, {
        signal: context.signal,
        begin(into, k) {
          const step = (epoch - 1) * batches + k + 1;
          into.begin(step, rateAt(schedule, started, step, batches * epochs));
        },
        done(k, loss) {
          if (Number.isFinite(loss)) return true;
          const where = `the decoder's loss of epoch ${epoch}, batch ${k + 1}`;
          const told = `recVAE: ${where} is not a finite number; use a lower learning rate.`;
          throw new LikewiseError('diverged', told, { epoch, batch: k + 1 });
        },
      });
      return { weight: net.read(described.items.weight), bias: net.read(described.items.bias), lasting: net.lasting() };
    },
    restore: (lasting) => net.restore(lasting),
    close: () => net.close(),
  };
}
