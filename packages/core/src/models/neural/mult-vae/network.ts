/** The network of mult-vae: likes to a code, the code to scores of all items. */
import type { SparseRows } from '../../../matrix/sparse.ts';
import { addBias, dense, product } from '../../../neural/dense.ts';
import { tanh } from '../../../neural/elementwise.ts';
import { sparseDense } from '../../../neural/embedding.ts';
import { Network } from '../../../neural/network.ts';
import { multinomial } from '../../../neural/ranking-losses.ts';
import type { Scalar, Tensor } from '../../../neural/tape.ts';
import { drawNormal, kullbackLeibler } from '../../../neural/variational.ts';
import type { LikesNetwork } from '../../autoencoders/likes-to-learn.ts';
import { mostEntriesOfBatch } from '../../autoencoders/row-batches.ts';
import type { MultVAEOptions } from './options.ts';

export interface MultVAENetwork extends LikesNetwork {
  readonly network: Network;
  /** Weight of the divergence; `undefined` where there is none. */
  readonly annealed: Scalar | undefined;
}

/** Parameters by name: encoder, code, variance, decoder, items, each with its bias; only those that the settings want. */
export function multVAENetwork(matrix: SparseRows, batch: number, settings: MultVAEOptions): MultVAENetwork {
  const { factors, hidden, decoder, variational } = settings;
  const network = new Network();
  const rows = network.rows('users of a batch', batch);
  const entries = mostEntriesOfBatch(matrix, batch);
  const input = network.sparseRows('input', rows, entries, { valued: true });
  const targets = network.sparseRows('targets', rows, entries);
  const weights = { start: { kind: 'glorot-uniform' }, decay: 2 * settings.regularization } as const;
  const zero = { start: { kind: 'constant', value: 0 } } as const;
  const ofItems = (name: string, width: number): Tensor =>
    addBias(
      sparseDense(input, network.parameter(`${name}.weight`, matrix.columns, width, { ...weights, everyRow: true })),
      network.parameter(`${name}.bias`, width, 1, zero),
    );
  const first = hidden > 0 ? tanh(ofItems('encoder', hidden)) : undefined;
  const layer = (name: string): Tensor => (first === undefined ? ofItems(name, factors) : dense(network, name, first, factors, weights));
  let code = layer('code');
  let annealed: Scalar | undefined;
  if (variational) {
    annealed = network.scalar('annealed');
    const logVariance = layer('variance');
    kullbackLeibler(code, logVariance, { name: 'kl', scalar: annealed });
    code = drawNormal(code, logVariance);
  } else code = tanh(code);
  const last = hidden > 0 && decoder === 'mirrored' ? tanh(dense(network, 'decoder', code, hidden, weights)) : code;
  const scores = addBias(
    product(last, network.parameter('items.weight', matrix.columns, last.width, weights), { transposed: true }),
    network.parameter('items.bias', matrix.columns, 1, zero),
  );
  multinomial(scores, targets, { name: 'likelihood' });
  return { network, rows, input, targets, annealed, scores };
}
