/** The two networks of rec-vae that train in turns: the encoder against item vectors that stand, and item vectors by codes that stand. */
import type { SparseRows } from '../../../matrix/sparse.ts';
import { addBias, dense, product } from '../../../neural/dense.ts';
import { activate, add, feed } from '../../../neural/elementwise.ts';
import { sparseDense } from '../../../neural/embedding.ts';
import { Network } from '../../../neural/network.ts';
import { layerNorm } from '../../../neural/normalisation.ts';
import { multinomial } from '../../../neural/ranking-losses.ts';
import type { Dimension, Numbers, Parameter, SparseInput, Tensor } from '../../../neural/tape.ts';
import { drawNormal, mixtureDivergence } from '../../../neural/variational.ts';
import type { LikesNetwork } from '../../autoencoders/likes-to-learn.ts';
import { mostEntriesOfBatch } from '../../autoencoders/row-batches.ts';
import { VARIANCE_FLOOR } from './code.ts';
import type { RecVAEOptions } from './options.ts';

const weights = { start: { kind: 'glorot-uniform' } } as const;
const zero = { start: { kind: 'constant', value: 0 } } as const;

interface ItemTable {
  /** [items × factors] */
  readonly weight: Parameter;
  /** [items] */
  readonly bias: Parameter;
}

/** A normal distribution of each user's code, told by the batch; [rows × factors]. */
export interface Told {
  readonly mean: Numbers;
  readonly logVariance: Numbers;
}

export interface EncoderNetwork extends LikesNetwork {
  readonly network: Network;
  readonly mean: Tensor;
  readonly logVariance: Tensor;
  /** What the encoder said before these batches: part of the prior. */
  readonly prior: Told;
  /** Likes of each user. */
  readonly likes: Numbers;
  readonly items: ItemTable;
  /** All that lasts of the decoder, for checkpoints. */
  readonly decoder: Parameter;
}

/** Parameters by name: encoder, layer2, layer3, …, code, variance, each with its bias; norm1, norm2, …; items, which stand. */
export function encoderNetwork(matrix: SparseRows, batch: number, decoderLasting: number, settings: RecVAEOptions): EncoderNetwork {
  const { factors, hidden, layers, klWeight } = settings;
  const network = new Network();
  const rows = network.rows('users of a batch', batch);
  const entries = mostEntriesOfBatch(matrix, batch);
  const input = network.sparseRows('input', rows, entries, { valued: true });
  const targets = network.sparseRows('targets', rows, entries);
  const first = network.parameter('encoder.weight', matrix.columns, hidden, { ...weights, everyRow: true });
  const outputs: Tensor[] = [];
  for (let k = 1; k <= layers; k++) {
    const sums =
      k === 1
        ? addBias(sparseDense(input, first), network.parameter('encoder.bias', hidden, 1, zero))
        : add(dense(network, `layer${k}`, outputs[k - 2], hidden, weights), ...outputs);
    outputs.push(layerNorm(network, `norm${k}`, activate(sums, 'swish'), VARIANCE_FLOOR));
  }
  const last = outputs[layers - 1];
  const mean = dense(network, 'code', last, factors, weights);
  const logVariance = dense(network, 'variance', last, factors, weights);
  const drawn = drawNormal(mean, logVariance);
  const prior = toldNormals(network, rows, factors, 'before');
  const likes = network.numbers('likes', rows);
  const [priorMean, priorLogVariance] = [prior.mean, prior.logVariance].map((numbers) => feed(network.tape, numbers));
  mixtureDivergence(drawn, logVariance, priorMean, priorLogVariance, { name: 'kl', weight: klWeight, weights: likes });
  const decoder = network.parameter('decoder', 1, decoderLasting, { ...zero, frozen: true });
  const itemScores = scored(network, drawn, targets, matrix.columns, true);
  return { network, rows, input, targets, mean, logVariance, prior, likes, decoder, ...itemScores };
}

export interface DecoderNetwork {
  readonly network: Network;
  readonly rows: Dimension;
  readonly targets: SparseInput;
  /** What the encoder says. */
  readonly told: Told;
  readonly items: ItemTable;
}

export function decoderNetwork(matrix: SparseRows, batch: number, { factors }: RecVAEOptions): DecoderNetwork {
  const network = new Network();
  const rows = network.rows('users of a batch', batch);
  const targets = network.sparseRows('targets', rows, mostEntriesOfBatch(matrix, batch));
  const told = toldNormals(network, rows, factors, 'code');
  const drawn = drawNormal(feed(network.tape, told.mean), feed(network.tape, told.logVariance));
  return { network, rows, targets, told, items: scored(network, drawn, targets, matrix.columns, false).items };
}

const toldNormals = (network: Network, rows: Dimension, factors: number, name: string): Told => ({
  mean: network.numbers(`mean of ${name}`, rows, factors),
  logVariance: network.numbers(`log variance of ${name}`, rows, factors),
});

function scored(network: Network, drawn: Tensor, targets: SparseInput, count: number, frozen: boolean) {
  const weight = network.parameter('items.weight', count, drawn.width, { ...weights, frozen });
  const bias = network.parameter('items.bias', count, 1, { ...zero, frozen });
  const scores = addBias(product(drawn, weight, { transposed: true }), bias);
  multinomial(scores, targets, { name: 'likelihood' });
  return { scores, items: { weight, bias } };
}
