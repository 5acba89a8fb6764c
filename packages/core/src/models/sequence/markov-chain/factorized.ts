/**
 * Steps by vectors: P(i | j) = softmax_i(v_j · w_i), so that items which lead to the same items learn from each other. Trained on every step
 * that was made, against items drawn for all steps of a batch.
 */
import type { Kernels } from '../../../kernels/kernels.ts';
import { portableExp, portableLog } from '../../../math/portable.ts';
import { seededRandom } from '../../../math/random.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { eachBatch } from '../../../neural/answer.ts';
import type { Batch } from '../../../neural/batch.ts';
import { product } from '../../../neural/dense.ts';
import { rowDots } from '../../../neural/elementwise.ts';
import { embedding } from '../../../neural/embedding.ts';
import { Network } from '../../../neural/network.ts';
import { openNetwork } from '../../../neural/open-network.ts';
import { planned } from '../../../neural/plan.ts';
import { sampledSoftmax, softmaxCrossEntropy } from '../../../neural/ranking-losses.ts';
import { train } from '../../../neural/train.ts';
import { topIndexes } from '../../answering/recommend.ts';
import type { EpochReport, FitContext } from '../../contract/estimator.ts';
import type { MarkovChainOptions } from './options.ts';

/** Steps between items, one after the other. */
export interface Steps {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

const start = { kind: 'normal', deviation: 0.05 } as const;
/** Probabilities kept of each item, the largest; the rest is shared out. */
const KEPT = 500;

interface Vectors {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/** P(i | j): of each item j the largest, ascending by i. @throws LikewiseError `diverged`, `too-large` */
export async function factorizedSteps(
  steps: Steps,
  items: number,
  settings: MarkovChainOptions,
  context: FactorizedContext,
): Promise<SparseRows> {
  const of = (vectors: Vectors): Promise<SparseRows> => probabilities(vectors, items, settings.factors, context);
  return await of(await learned(steps, items, settings, context, of));
}

interface FactorizedContext extends Pick<FitContext, 'signal'> {
  readonly kernels: Kernels;
  readonly onEpoch: ((report: EpochReport, steps: () => Promise<SparseRows>) => void | Promise<void>) | undefined;
}

async function learned(
  { from, to }: Steps,
  items: number,
  { factors, epochs, negatives, batchSize, learningRate, regularization, seed }: MarkovChainOptions,
  { kernels, signal, onEpoch }: FactorizedContext,
  stepsBy: (vectors: Vectors) => Promise<SparseRows>,
): Promise<Vectors> {
  const batch = Math.max(1, Math.min(batchSize, from.length));
  const network = new Network();
  const rows = network.rows('steps', batch);
  const [origins, targets] = [network.ids('origins', rows), network.ids('targets', rows)];
  const drawn = network.ids('negatives', network.fixedRows('negatives', negatives));
  const decay = regularization;
  const fromTable = network.parameter('from', items, factors, { start, decay });
  const toTable = network.parameter('to', items, factors, { start, decay });
  const vector = embedding(fromTable, origins);
  const positive = rowDots(vector, embedding(toTable, targets));
  const negative = product(vector, embedding(toTable, drawn), { transposed: true });
  // Drawn from all alike: what the sample stands for is this much larger.
  const share = portableLog(negatives / items);
  const logShares = network.numbers('log share of negatives', drawn.rows);
  const logOfTargets = network.numbers('log share of targets', rows);
  sampledSoftmax(positive, negative, { targets, negatives: drawn, targetLogQ: logOfTargets, negativeLogQ: logShares });
  const net = await openNetwork(planned(network, { optimizer: { kind: 'adam' } }), kernels, { seed });
  const vectors = (): Vectors => {
    const parameters = net.parameters();
    return { from: parameters['from'], to: parameters['to'] };
  };
  try {
    if (from.length > 0)
      await train(net, {
        owner: 'markovChain',
        examples: from.length,
        batch,
        fill(into: Batch, examples: Uint32Array, begin: number, end: number) {
          const [own, next, none] = [into.ids(origins), into.ids(targets), into.ids(drawn)];
          for (let e = begin; e < end; e++) {
            own[e - begin] = from[examples[e]];
            next[e - begin] = to[examples[e]];
          }
          const random = seededRandom(seed, `negatives of step ${into.step}`);
          for (let k = 0; k < negatives; k++) none[k] = random.integer(items);
          into.numbers(logShares).fill(share, 0, negatives);
          into.numbers(logOfTargets).fill(0, 0, end - begin);
          into.count(rows, end - begin);
        },
        epochs,
        learningRate,
        schedule: { kind: 'cosine' },
        seed,
        signal,
        onEpoch:
          onEpoch && (({ epoch, epochs: all, losses }) => onEpoch({ epoch, epochs: all, figures: losses }, () => stepsBy(vectors()))),
      });
    return vectors();
  } finally {
    net.close();
  }
}

/** Of every item the largest probabilities. */
async function probabilities(
  vectors: Vectors,
  items: number,
  factors: number,
  { kernels, signal }: Pick<FitContext, 'signal'> & { readonly kernels: Kernels },
): Promise<SparseRows> {
  const batch = Math.min(items, Math.max(1, Math.floor(2 ** 21 / items)));
  const network = new Network();
  const rows = network.rows('items', batch);
  const [origins, targets] = [network.ids('origins', rows), network.ids('targets', rows)];
  const fromTable = network.parameter('from', items, factors, { start });
  const toTable = network.parameter('to', items, factors, { start });
  const scores = product(embedding(fromTable, origins), toTable, { transposed: true });
  // A plan needs a loss; here nobody asks for it.
  softmaxCrossEntropy(scores, targets);
  const net = await openNetwork(planned(network, { optimizer: { kind: 'sgd' } }), kernels, { batches: 1 });
  const kept = Math.min(KEPT, items - 1);
  const columns = new Uint32Array(items * kept);
  const values = new Float32Array(items * kept);
  try {
    net.write(fromTable, vectors.from);
    net.write(toTable, vectors.to);
    const fill = (into: Batch, examples: Uint32Array, begin: number, end: number): void => {
      into.ids(origins).set(examples.subarray(begin, end));
      into.ids(targets).fill(-1, 0, end - begin);
      into.count(rows, end - begin);
    };
    await eachBatch(net, { examples: items, batch, fill, signal }, (_, begin, end) => {
      const block = net.read(scores, end - begin);
      for (let j = begin; j < end; j++) {
        const own = block.subarray((j - begin) * items, (j - begin + 1) * items);
        let most = Number.NEGATIVE_INFINITY;
        for (const score of own) if (score > most) most = score;
        // A step leads to another item.
        own[j] = Number.NaN;
        let sum = 0;
        for (let i = 0; i < items; i++) if (i !== j) sum += portableExp(own[i] - most);
        const best = topIndexes(own, kept).sort((a, b) => a - b);
        columns.set(best, j * kept);
        best.forEach((i, k) => {
          values[j * kept + k] = portableExp(own[i] - most) / sum;
        });
      }
    });
  } finally {
    net.close();
  }
  return { rows: items, columns: items, pointers: Uint32Array.from({ length: items + 1 }, (_, j) => j * kept), indexes: columns, values };
}
