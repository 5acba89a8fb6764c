/** One small network for each operation. */

import { ACTIVATIONS, type Activation } from '../../src/kernels/neural-program.ts';
import { causalAttention } from '../../src/neural/attention.ts';
import { addBias, dense, product } from '../../src/neural/dense.ts';
import { activate, add, concat, dropout, feed, multiplyNumbers, multiplyRows, rowDots, scale } from '../../src/neural/elementwise.ts';
import { embedding, sparseDense } from '../../src/neural/embedding.ts';
import { binaryCrossEntropy, sparseSquaredError, squaredError } from '../../src/neural/losses.ts';
import type { Network } from '../../src/neural/network.ts';
import { batchNorm, layerNorm } from '../../src/neural/normalisation.ts';
import { generalizedBinary, multinomial, pairwise, sampledSoftmax, softmaxCrossEntropy } from '../../src/neural/ranking-losses.ts';
import type { Dimension, Ids, Tensor } from '../../src/neural/tape.ts';
import { drawNormal, kullbackLeibler, mixtureDivergence } from '../../src/neural/variational.ts';
import { type Build, leaf, start, TABLE_ROWS } from './networks.ts';

/** Squared error against numbers of the batch. */
function measured(network: Network, output: Tensor): void {
  squaredError(output, network.numbers('targets', output.rows, output.width));
}
const unary =
  (operation: (x: Tensor, network: Network) => Tensor, width = 5): Build =>
  (network, rows) =>
    measured(network, operation(leaf(network, 'x', rows, width), network));
const binary =
  (operation: (a: Tensor, b: Tensor) => Tensor, aWidth = 5, bWidth = aWidth): Build =>
  (network, rows) =>
    measured(network, operation(leaf(network, 'a', rows, aWidth), leaf(network, 'b', rows, bWidth)));

/** Against a mixture whose second part two frozen tables hold. */
function mixed(network: Network, rows: Dimension, options: Parameters<typeof mixtureDivergence>[4]): void {
  const frozen = (name: string): Tensor =>
    embedding(network.parameter(name, TABLE_ROWS, 5, { start, frozen: true }), network.ids(`${name} ids`, rows));
  const [drawn, logVariance] = [leaf(network, 'drawn', rows, 5), leaf(network, 'log variance', rows, 5)];
  mixtureDivergence(drawn, logVariance, frozen('prior mean'), frozen('prior log variance'), options);
}

/** Scores of a row's own target and of seven negatives that all rows share. */
function againstNegatives(
  measure: (positive: Tensor, negative: Tensor, options: { readonly targets: Ids; readonly negatives: Ids }, network: Network) => void,
): Build {
  return (network, rows) => {
    const table = network.parameter('table', 5, 4, { start });
    const [targets, negatives] = [network.ids('targets', rows), network.ids('negatives', network.fixedRows('negatives', 7))];
    const x = leaf(network, 'x', rows, 4);
    const [positive, negative] = [rowDots(x, embedding(table, targets)), product(x, embedding(table, negatives), { transposed: true })];
    measure(positive, negative, { targets, negatives }, network);
  };
}

/** Sequences of tokens with an embedding each; a third of the rows are sequences. */
function attended(width: number, heads: number, rate = 0): Build {
  return (network, rows) => {
    const sequences = network.sequences('sequences', rows, 40, 9);
    const x = leaf(network, 'x', sequences.tokens, width);
    const [q, k, v] = ['q', 'k', 'v'].map((name) => dense(network, name, x, width, { start }));
    measured(network, causalAttention(q, k, v, sequences, heads, rate));
  };
}

const activations = Object.keys(ACTIVATIONS) as Activation[];

export const operations: Readonly<Record<string, Build>> = {
  embedding: unary((x) => x),
  'embedding of one number': unary((x) => x, 1),
  'embedding, every row': (network, rows) => measured(network, leaf(network, 'x', rows, 6, true)),
  'embedding of one table twice': (network, rows) => {
    const table = network.parameter('x', 5, 3, { start });
    measured(network, add(embedding(table, network.ids('first', rows)), embedding(table, network.ids('second', rows))));
  },
  sparseDense: (network, rows) => {
    measured(network, sparseDense(network.sparseRows('sparse', rows, 40), network.parameter('x', 5, 6, { start })));
  },
  'sparseDense with values, every row': (network, rows) => {
    const weight = network.parameter('x', 5, 6, { start, everyRow: true });
    measured(network, sparseDense(network.sparseRows('sparse', rows, 40, { valued: true }), weight));
  },
  concat: binary((a, b) => concat(a, b), 3, 6),
  add: binary((a, b) => add(a, b)),
  'add to itself': unary((x) => add(x, x)),
  dot: binary(rowDots),
  'dot of one with itself': unary((x) => rowDots(x, x)),
  multiply: binary(multiplyNumbers),
  multiplyRows: binary(multiplyRows, 5, 1),
  scale: unary((x, network) => scale(x, -0.3, network.scalar('scalar'))),
  feed: (network, rows) => {
    const given = feed(network.tape, network.numbers('given', rows, 5));
    measured(network, multiplyNumbers(given, leaf(network, 'x', rows, 5)));
  },
  dense: unary((x, network) => dense(network, 'layer', x, 7, { activation: 'tanh', bias: 0.1 })),
  'dense of one number': unary((x, network) => dense(network, 'layer', x, 1), 9),
  'dense of frozen weights': unary((x, network) => dense(network, 'layer', x, 4, { frozen: true })),
  'product with a table': (network, rows) => {
    const table = network.parameter('table', 5, 6, { start });
    const x = embedding(table, network.ids('ids', rows));
    const bias = network.parameter('bias', 5, 1, { start });
    measured(network, addBias(product(x, table, { transposed: true }), bias));
  },
  'product of tensors': (network, rows) => {
    const others = leaf(network, 'others', network.fixedRows('others', 6), 5);
    measured(network, product(leaf(network, 'x', rows, 5), others, { transposed: true }));
  },
  ...Object.fromEntries(activations.map((name) => [name, unary((x) => activate(x, name))])),
  'activation of what is used twice': unary((x) => add(activate(x, 'tanh'), activate(x, 'sigmoid'), x)),
  dropout: unary((x) => dropout(x, 0.4), 8),
  'dropout of what is used twice': unary((x) => add(dropout(x, 0.4), x)),
  squaredError: (network, rows) => {
    const options = { weights: network.numbers('weights', rows), weight: 0.3, scalar: network.scalar('scalar') };
    squaredError(leaf(network, 'x', rows, 5), network.numbers('targets', rows, 5), options);
  },
  'squared errors as a sum, of two networks': (network, rows) => {
    const x = leaf(network, 'x', rows, 3);
    squaredError(x, network.numbers('targets', rows, 3), { over: 'sum', name: 'first' });
    squaredError(x, network.numbers('others', rows, 3), { weight: 2, name: 'second' });
  },
  binaryCrossEntropy: (network, rows) => {
    binaryCrossEntropy(leaf(network, 'x', rows, 2), network.numbers('targets', rows, 2), { weights: network.numbers('weights', rows) });
  },
  softmaxCrossEntropy: (network, rows) => {
    softmaxCrossEntropy(dense(network, 'logits', leaf(network, 'x', rows, 4), 5), network.ids('targets', rows));
  },
  'softmaxCrossEntropy of what another loss uses': (network, rows) => {
    const x = leaf(network, 'x', rows, 5);
    measured(network, x);
    softmaxCrossEntropy(x, network.ids('labels', rows));
  },
  multinomial: (network, rows) => {
    const targets = network.sparseRows('sparse', rows, 40, { valued: true });
    multinomial(dense(network, 'logits', leaf(network, 'x', rows, 4), 5), targets, { over: 'sum' });
  },
  'multinomial of ones': (network, rows) => {
    multinomial(dense(network, 'logits', leaf(network, 'x', rows, 4), 5), network.sparseRows('sparse', rows, 40));
  },
  sampledSoftmax: againstNegatives((positive, negative, options) => sampledSoftmax(positive, negative, options)),
  'sampledSoftmax of logQ': againstNegatives((positive, negative, options, network) => {
    const targetLogQ = network.numbers('log q of targets', positive.rows);
    const negativeLogQ = network.numbers('log q of negatives', options.negatives.rows);
    sampledSoftmax(positive, negative, { ...options, targetLogQ, negativeLogQ });
  }),
  generalizedBinary: againstNegatives((positive, negative, options) => generalizedBinary(positive, negative, 0.4, options)),
  pairwise: againstNegatives((positive, negative, options) => pairwise(positive, negative, options)),
  'pairwise of single negatives': (network, rows) => {
    pairwise(leaf(network, 'positive', rows, 1), leaf(network, 'negative', rows, 1));
  },
  kullbackLeibler: (network, rows) => {
    kullbackLeibler(leaf(network, 'mean', rows, 5), leaf(network, 'log variance', rows, 5), { scalar: network.scalar('beta') });
  },
  mixtureDivergence: (network, rows) => mixed(network, rows, {}),
  'mixtureDivergence of weighted rows and shares': (network, rows) =>
    mixed(network, rows, { weights: network.numbers('weights', rows), shares: [0.3, 0.5, 0.2], wide: 2, scalar: network.scalar('beta') }),
  drawNormal: binary(drawNormal),
  layerNorm: unary((x, network) => layerNorm(network, 'norm', x), 6),
  batchNorm: unary((x, network) => batchNorm(network, 'norm', x), 6),
  causalAttention: attended(6, 2),
  'causalAttention with dropout': attended(16, 2, 0.3),
  sparseSquaredError: (network, rows) => {
    sparseSquaredError(leaf(network, 'x', rows, 5), network.sparseRows('targets', rows, 40, { valued: true }));
  },
};
