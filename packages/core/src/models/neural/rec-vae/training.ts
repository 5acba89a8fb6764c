/** One training of rec-vae: in each epoch the encoder goes over the users, then what it says of them stands while the items learn from it. */
import type { Interactions } from '../../../data/interactions.ts';
import { seededRandom } from '../../../math/random.ts';
import { shuffledRange } from '../../../math/sampling.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { eachBatch } from '../../../neural/answer.ts';
import type { Batch } from '../../../neural/batch.ts';
import { type OpenNetwork, openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import { fillLikes, judgedByHeldOut, type LikesToLearn, likesToLearn } from '../../autoencoders/likes-to-learn.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { type CurvePoint, curvePoint } from '../../contract/learning-curve.ts';
import { type AskedTraining, type FoundContext, trainAsAsked } from '../../contract/train-as-asked.ts';
import { type Codes, type Decoder, fillCodes, openDecoder } from './decoder.ts';
import { type EncoderNetwork, encoderNetwork } from './network.ts';
import type { RecVAEOptions } from './options.ts';

export interface TrainedRecVAE {
  /** By name, for the items that have a like. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Where those items stand. */
  readonly metItems: Uint32Array;
  readonly curve: readonly CurvePoint[];
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainRecVAE(
  data: Interactions,
  likes: SparseRows,
  settings: RecVAEOptions,
  context: FoundContext<TrainedRecVAE>,
): Promise<TrainedRecVAE> {
  const toLearn = likesToLearn(likes, settings);
  const batch = Math.min(settings.batchSize, toLearn.matrix.rows);
  const decoder = await openDecoder(toLearn.matrix, batch, settings, context);
  try {
    const described = encoderNetwork(toLearn.matrix, batch, decoder.lasting, settings);
    const plan = planned(described.network, { optimizer: { kind: 'adam' } });
    const net = await openNetwork(plan, await kernelsOf(context), { seed: settings.seed });
    try {
      const turns = await inTurns(net, described, decoder, toLearn, settings, context);
      const found = (curve: readonly CurvePoint[]): TrainedRecVAE => ({ parameters: net.parameters(), metItems: toLearn.metItems, curve });
      return await trainAsAsked(net, { ...turns, found }, settings, data, context);
    } finally {
      net.close();
    }
  } finally {
    decoder.close();
  }
}

async function inTurns(
  net: OpenNetwork,
  described: EncoderNetwork,
  decoder: Decoder,
  toLearn: LikesToLearn,
  settings: RecVAEOptions,
  { signal, checkpoint }: Pick<FitContext, 'signal' | 'checkpoint'>,
): Promise<Omit<AskedTraining<TrainedRecVAE>, 'found'>> {
  const { seed, factors } = settings;
  const { matrix, held } = toLearn;
  const users = matrix.rows;
  const batch = described.rows.size;
  const batches = Math.ceil(users / batch);
  const codes: Codes = { means: new Float32Array(users * factors), logVariances: new Float32Array(users * factors) };
  /** Asks the encoder about all likes of every user. */
  const encode = (): Promise<void> => {
    const fill = (into: Batch, examples: Uint32Array, begin: number, end: number): void =>
      fillLikes(into, described, toLearn, { examples, begin, end });
    return eachBatch(net, { examples: users, batch, fill, signal }, (_, begin, end) => {
      net.read(described.mean, end - begin, codes.means.subarray(begin * factors, end * factors));
      net.read(described.logVariance, end - begin, codes.logVariances.subarray(begin * factors, end * factors));
    });
  };
  const noise = { rate: settings.inputDropout, seed };
  let [pass, passOrder]: [number, Uint32Array] = [-1, new Uint32Array(0)];
  const orderOf = (asked: number): Uint32Array => {
    if (pass !== asked) passOrder = shuffledRange(seededRandom(seed, `order of pass ${asked + 1}`), users);
    pass = asked;
    return passOrder;
  };
  // Whether the checkpoint is one of this training is told later; one of another size is not.
  if (checkpoint?.at.lasting.length === net.plan.layout.lasting) {
    net.restore(checkpoint.at.lasting);
    decoder.restore(net.read(described.decoder));
  }
  await encode();
  return {
    owner: 'recVAE',
    // Passes end with a batch of their own, so that no user is in one twice.
    examples: settings.encoderPasses * batches * batch,
    batch,
    shuffle: false,
    fill(into) {
      const begin = ((into.step - 1) % batches) * batch;
      const ofRows = orderOf(Math.floor((into.step - 1) / batches)).subarray(begin, begin + batch);
      fillLikes(into, described, toLearn, { examples: ofRows, begin: 0, end: ofRows.length }, noise);
      fillCodes(into, described.prior, codes, ofRows);
      const counts = into.numbers(described.likes);
      for (let r = 0; r < ofRows.length; r++) counts[r] = matrix.pointers[ofRows[r] + 1] - matrix.pointers[ofRows[r]];
    },
    epochs: settings.epochs,
    learningRate: settings.learningRate,
    schedule: { kind: settings.schedule },
    async afterBatches(epoch) {
      await encode();
      const { weight, bias, lasting } = await decoder.learn(codes, epoch);
      net.write(described.items.weight, weight);
      net.write(described.items.bias, bias);
      net.write(described.decoder, lasting);
    },
    judge: held && (() => judgedByHeldOut(net, described, { ...toLearn, held }, batch, signal)),
    patience: held && settings.patience - 1,
    seed,
    point(progress) {
      const { losses, validationLoss } = progress;
      const ndcg = validationLoss === undefined ? undefined : -validationLoss;
      return curvePoint(progress, { likelihood: losses.likelihood, kl: losses.kl }, { ndcg });
    },
  };
}
