/** One training of mult-vae: users in batches, the weight of the divergence rising, what is held out ranked after each epoch. */
import type { Interactions } from '../../../data/interactions.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { Batch } from '../../../neural/batch.ts';
import { openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import type { EpochProgress } from '../../../neural/train.ts';
import { fillLikes, judgedByHeldOut, likesToLearn } from '../../autoencoders/likes-to-learn.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import { type CurvePoint, curvePoint } from '../../contract/learning-curve.ts';
import { type FoundContext, trainAsAsked } from '../../contract/train-as-asked.ts';
import { multVAENetwork } from './network.ts';
import type { MultVAEOptions } from './options.ts';

export interface TrainedMultVAE {
  /** By name, for the items that have a like. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Where those items stand. */
  readonly metItems: Uint32Array;
  readonly curve: readonly CurvePoint[];
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainMultVAE(
  data: Interactions,
  likes: SparseRows,
  settings: MultVAEOptions,
  context: FoundContext<TrainedMultVAE>,
): Promise<TrainedMultVAE> {
  const { seed, klWeight, annealing } = settings;
  const toLearn = likesToLearn(likes, settings);
  const { matrix, held } = toLearn;
  const batch = Math.min(settings.batchSize, matrix.rows);
  const described = multVAENetwork(matrix, batch, settings);
  const { annealed } = described;
  const net = await openNetwork(planned(described.network, { optimizer: { kind: 'adam' } }), await kernelsOf(context), { seed });
  try {
    const noise = { rate: settings.inputDropout, seed };
    const risingSteps = annealing * Math.ceil(matrix.rows / batch);
    const training = {
      owner: 'multVAE',
      examples: matrix.rows,
      batch,
      fill(into: Batch, examples: Uint32Array, begin: number, end: number) {
        fillLikes(into, described, toLearn, { examples, begin, end }, noise);
        const done = into.step - 1;
        if (annealed !== undefined) into.set(annealed, klWeight * (done < risingSteps ? done / risingSteps : 1));
      },
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: { kind: settings.schedule },
      judge: held && (() => judgedByHeldOut(net, described, { ...toLearn, held }, batch, context.signal)),
      patience: held && settings.patience - 1,
      seed,
      point(progress: EpochProgress) {
        const { losses, validationLoss } = progress;
        const ndcg = validationLoss === undefined ? undefined : -validationLoss;
        return curvePoint(progress, { likelihood: losses.likelihood, kl: losses.kl }, { ndcg });
      },
      found: (curve: readonly CurvePoint[]): TrainedMultVAE => ({ parameters: net.parameters(), metItems: toLearn.metItems, curve }),
    };
    return await trainAsAsked(net, training, settings, data, context);
  } finally {
    net.close();
  }
}
