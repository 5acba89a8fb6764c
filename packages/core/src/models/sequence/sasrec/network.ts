/** The network: blocks of causal attention and feed-forward over item vectors, each part normalised before and added to its input. */
import { causalAttention } from '../../../neural/attention.ts';
import { dense, product } from '../../../neural/dense.ts';
import { add, dropout, multiplyNumbers, rowDots, scale } from '../../../neural/elementwise.ts';
import { embedding } from '../../../neural/embedding.ts';
import { Network } from '../../../neural/network.ts';
import { layerNorm } from '../../../neural/normalisation.ts';
import { calibratedPower, generalizedBinary, sampledSoftmax, softmaxCrossEntropy } from '../../../neural/ranking-losses.ts';
import type { Dimension, Ids, Parameter, Sequences, Tensor } from '../../../neural/tape.ts';
import type { SASRecOptions } from './options.ts';

export interface SASRecNetwork {
  readonly network: Network;
  readonly rows: Dimension;
  readonly sequences: Sequences;
  /** Of each token: the item, its place from 0, and the item that came next. */
  readonly items: Ids;
  readonly places: Ids;
  readonly targets: Ids;
  /** `undefined` where the loss asks all items. */
  readonly negatives: Ids | undefined;
  /** [items × factors] */
  readonly itemTable: Parameter;
  /** What is known after each token; [tokens × factors] */
  readonly output: Tensor;
}

export interface NetworkSize {
  readonly items: number;
  /** Histories of a batch. */
  readonly batch: number;
  /** Most tokens of a batch. */
  readonly tokens: number;
}

export function sasrecNetwork(size: NetworkSize, settings: SASRecOptions): SASRecNetwork {
  const { factors, layers, heads, expansion, maxLength, residual, loss } = settings;
  const network = new Network();
  const rows = network.rows('histories', size.batch);
  const sequences = network.sequences('sequences', rows, size.tokens, maxLength);
  const { tokens } = sequences;
  const items = network.ids('items', tokens);
  const places = network.ids('places', tokens);
  const targets = network.ids('targets', tokens);
  const start = { kind: 'truncated-normal', deviation: 0.02 } as const;
  const itemTable = network.parameter('item table', size.items, factors, { start });
  const placeTable = network.parameter('place table', maxLength, factors, { start });
  const joined = (name: string, x: Tensor, part: Tensor): Tensor => {
    const dropped = dropout(part, settings.dropout);
    if (residual === 'plain') return add(x, dropped);
    return add(x, multiplyNumbers(dense(network, `${name}.gate`, x, factors, { activation: 'sigmoid' }), dropped));
  };
  let x = dropout(add(scale(embedding(itemTable, items), Math.sqrt(factors)), embedding(placeTable, places)), settings.dropout);
  for (let layer = 0; layer < layers; layer++) {
    const named = (part: string): string => `layer ${layer}.${part}`;
    const before = layerNorm(network, named('attention norm'), x);
    const [q, k, v] = ['query', 'key', 'value'].map((part) => dense(network, named(part), before, factors));
    const attended = causalAttention(q, k, v, sequences, heads, settings.dropout);
    x = joined(named('attention'), x, dense(network, named('joined'), attended, factors));
    const between = layerNorm(network, named('forward norm'), x);
    const inner = dropout(dense(network, named('inner'), between, factors * expansion, { activation: 'relu' }), settings.dropout);
    x = joined(named('forward'), x, dense(network, named('outer'), inner, factors));
  }
  const output = layerNorm(network, 'output norm', x);
  if (loss === 'softmax') softmaxCrossEntropy(product(output, itemTable, { transposed: true }), targets);
  const negatives = loss === 'softmax' ? undefined : network.ids('negatives', network.fixedRows('negatives', settings.negatives));
  if (negatives !== undefined) {
    const positive = rowDots(output, embedding(itemTable, targets));
    const negative = product(output, embedding(itemTable, negatives), { transposed: true });
    if (loss === 'gbce') {
      const power = calibratedPower(Math.min(1, settings.negatives / size.items), settings.calibration);
      generalizedBinary(positive, negative, power, { targets, negatives });
    } else sampledSoftmax(positive, negative, { targets, negatives });
  }
  return { network, rows, sequences, items, places, targets, negatives, itemTable, output };
}
