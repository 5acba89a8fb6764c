/** One training of mult-vae: users in batches, the weight of the divergence rising, what is held out ranked after each epoch. */
import { setAside } from '../../../matrix/set-aside.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { eachBatch } from '../../../neural/answer.ts';
import type { Batch } from '../../../neural/batch.ts';
import { type OpenNetwork, openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import { train } from '../../../neural/train.ts';
import { heldOutNDCG } from '../../autoencoders/held-out-ndcg.ts';
import { metEntries, metPart } from '../../autoencoders/met-part.ts';
import { fillRows, type InputDropout } from '../../autoencoders/row-batches.ts';
import { kernelsOf } from '../../contract/define-estimator.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { multVAENetwork } from './network.ts';
import type { MultVAEOptions } from './options.ts';

/** One epoch: mean over users of −log likelihood and of the divergence, as the network stood at each batch. */
export type MultVAEPoint = {
  readonly epoch: number;
  readonly likelihoodLoss: number;
  readonly klLoss: number | null;
  readonly validationNdcg: number | null;
};

export interface TrainedMultVAE {
  /** By name, for the items that have a like. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Where those items stand. */
  readonly metItems: Uint32Array;
  readonly curve: readonly MultVAEPoint[];
}

/** @throws LikewiseError `diverged`, `too-large` */
export async function trainMultVAE(likes: SparseRows, settings: MultVAEOptions, context: FitContext): Promise<TrainedMultVAE> {
  const { seed, klWeight, annealing } = settings;
  const { kept, heldOut } = setAside(likes, settings.validation, seed);
  const met = metPart(kept);
  const matrix = met.matrix;
  const held = heldOut && metEntries(heldOut, met.rows, met.columns);
  const batch = Math.min(settings.batchSize, matrix.rows);
  const described = multVAENetwork(matrix, batch, settings);
  const { rows, input, targets, annealed, scores } = described;
  const net = await openNetwork(planned(described.network, { optimizer: { kind: 'adam' } }), await kernelsOf(context), { seed });
  try {
    const ofLengthOne = normalized(matrix);
    const fill = (into: Batch, examples: Uint32Array, begin: number, end: number, dropout?: InputDropout): void => {
      const which = { examples, begin, end };
      fillRows(into, input, ofLengthOne, which, dropout);
      fillRows(into, targets, matrix, which);
      into.count(rows, end - begin);
    };
    const noise = { rate: settings.inputDropout, seed };
    const risingSteps = annealing * Math.ceil(matrix.rows / batch);
    const judge = async (network: OpenNetwork): Promise<number> => {
      const ndcg = heldOutNDCG(matrix, held as SparseRows);
      const asked = { examples: matrix.rows, batch, fill, signal: context.signal };
      await eachBatch(network, asked, (_, begin, end) => ndcg.add(network.read(scores, end - begin), begin, end));
      return -ndcg.mean();
    };
    const curve: MultVAEPoint[] = [];
    await train(net, {
      owner: 'multVAE',
      examples: matrix.rows,
      batch,
      fill(into, examples, begin, end) {
        fill(into, examples, begin, end, noise);
        const done = into.step - 1;
        if (annealed !== undefined) into.set(annealed, klWeight * (done < risingSteps ? done / risingSteps : 1));
      },
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      schedule: { kind: settings.schedule },
      judge: held && judge,
      patience: held && settings.patience - 1,
      seed,
      signal: context.signal,
      async onEpoch({ epoch, epochs, losses, validationLoss }) {
        const validation = validationLoss === undefined ? undefined : -validationLoss;
        curve.push({ epoch, likelihoodLoss: losses.likelihood, klLoss: losses.kl ?? null, validationNdcg: validation ?? null });
        const figures = {
          likelihoodLoss: losses.likelihood,
          ...(losses.kl === undefined ? {} : { klLoss: losses.kl }),
          ...(validation === undefined ? {} : { validationNdcg: validation }),
        };
        await context.onEpoch?.({ epoch, epochs, figures });
      },
    });
    return { parameters: net.parameters(), metItems: met.columns, curve };
  } finally {
    net.close();
  }
}

/** Every entry 1 ÷ √(entries of its row). */
function normalized({ rows, columns, pointers, indexes }: SparseRows): SparseRows {
  const values = new Float32Array(indexes.length);
  for (let row = 0; row < rows; row++) values.fill(1 / Math.sqrt(pointers[row + 1] - pointers[row]), pointers[row], pointers[row + 1]);
  return { rows, columns, pointers, indexes, values };
}
