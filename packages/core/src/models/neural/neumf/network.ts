/** The network: embeddings multiplied, others through layers, both weighed into one logit. */
import { dense } from '../../../neural/dense.ts';
import { concat, dropout, multiplyNumbers } from '../../../neural/elementwise.ts';
import { embedding } from '../../../neural/embedding.ts';
import { binaryCrossEntropy } from '../../../neural/losses.ts';
import { Network } from '../../../neural/network.ts';
import type { Dimension, Ids, Numbers, Tensor } from '../../../neural/tape.ts';
import { hiddenWidths } from '../../networks/settings.ts';
import type { NeuMFOptions } from './options.ts';

export interface NeuMFNetwork {
  readonly network: Network;
  readonly rows: Dimension;
  /** Rows of the tables. */
  readonly users: Ids;
  readonly items: Ids;
  /** 1 for a like, 0 for an item that was drawn. */
  readonly targets: Numbers;
}

/** @param sizes rows of the tables, and most likes of a batch */
export function neuMFNetwork(
  sizes: { readonly users: number; readonly items: number; readonly likes: number },
  settings: NeuMFOptions,
): NeuMFNetwork {
  const { factors, layerFactors, activation, negatives, regularization } = settings;
  const network = new Network();
  const rows = network.rows('pairs of a batch', sizes.likes * (1 + negatives));
  const [users, items] = [network.ids('user rows', rows), network.ids('item rows', rows)];
  const targets = network.numbers('targets', rows);
  // The loss is a mean over the pairs, plus λ‖w‖² of each embedding met, so that a like weighs the penalty once.
  const shared = { start: { kind: 'normal', deviation: 0.01 }, decay: (2 * regularization) / sizes.likes } as const;
  const table = (name: string, of: Ids, size: number, width: number): Tensor => embedding(network.parameter(name, size, width, shared), of);
  const product = multiplyNumbers(
    table('users multiplied', users, sizes.users, factors),
    table('items multiplied', items, sizes.items, factors),
  );
  let x = concat(table('users layered', users, sizes.users, layerFactors), table('items layered', items, sizes.items, layerFactors));
  for (const [k, width] of hiddenWidths('neuMF', settings).entries())
    x = dropout(dense(network, `layer${k}`, x, width, { activation }), settings.dropout);
  binaryCrossEntropy(dense(network, 'output', concat(product, x), 1), targets);
  return { network, rows, users, items, targets };
}
