/** The network of a rating: embeddings of user and item; their product, biases, and layers over both, as a model wants them, added up. */
import { dense } from '../../neural/dense.ts';
import { activate, add, concat, dropout, rowDots, sigmoid } from '../../neural/elementwise.ts';
import { embedding } from '../../neural/embedding.ts';
import type { Start } from '../../neural/initialisers.ts';
import { squaredError } from '../../neural/losses.ts';
import { Network } from '../../neural/network.ts';
import { batchNorm } from '../../neural/normalisation.ts';
import type { Dimension, Ids, Numbers, Tensor } from '../../neural/tape.ts';
import type { BiasSettings, LayerSettings, NetworkSettings } from './settings.ts';

/** What is added up to predict a rating. */
export interface NetworkParts {
  readonly product: boolean;
  readonly biases: BiasSettings | undefined;
  readonly layers: (LayerSettings & { readonly widths: readonly number[] }) | undefined;
}

export interface RatingNetwork {
  readonly network: Network;
  readonly rows: Dimension;
  /** Rows of the tables. */
  readonly users: Ids;
  readonly items: Ids;
  readonly targets: Numbers;
  /** Predictions in the unit of the targets; [rows × 1]. */
  readonly output: Tensor;
}

/** Deviation of a standard normal number that is drawn again beyond 2: he starts have the deviation √(2/rows) after it, as Keras'. */
const TRUNCATED_DEVIATION = 0.87962566;

/** @param sizes rows of the tables, and most ratings of a batch */
export function ratingNetwork(
  sizes: { readonly users: number; readonly items: number; readonly batch: number },
  settings: NetworkSettings,
  parts: NetworkParts,
  bounded: boolean,
): RatingNetwork {
  const network = new Network();
  const rows = network.rows('ratings of a batch', sizes.batch);
  const [users, items] = [network.ids('user rows', rows), network.ids('item rows', rows)];
  const targets = network.numbers('targets', rows);
  const everyRow = settings.rows === 'all';
  // The loss is a mean over the batch, plus λ‖w‖² of each embedding: once for all, or for those met, so that a rating weighs the penalty once.
  const perRow = (penalty: number): number => (2 * penalty) / (everyRow ? 1 : sizes.batch);
  const table = (name: string, size: number, width: number, penalty: number): Tensor =>
    embedding(
      network.parameter(name, size, width, { start: startOf(settings, size, width), decay: perRow(penalty), everyRow }),
      name.startsWith('user') ? users : items,
    );
  const user = table('userFactors', sizes.users, settings.factors, settings.regularization);
  const item = table('itemFactors', sizes.items, settings.factors, settings.regularization);
  const terms: Tensor[] = [];
  if (parts.product) terms.push(rowDots(user, item));
  if (parts.biases?.biases) {
    const penalty = parts.biases.biasRegularization;
    terms.push(table('userBias', sizes.users, 1, penalty), table('itemBias', sizes.items, 1, penalty));
  }
  if (parts.layers !== undefined) terms.push(layered(network, concat(user, item), parts.layers));
  const sum = terms.length === 1 ? terms[0] : add(...terms);
  const output = bounded ? sigmoid(sum) : sum;
  squaredError(output, targets);
  return { network, rows, users, items, targets, output };
}

function layered(network: Network, input: Tensor, settings: NonNullable<NetworkParts['layers']>): Tensor {
  const { widths, activation, inputDropout, layerBias, layerRegularization, frozen } = settings;
  const shared = { bias: layerBias, decay: 2 * layerRegularization };
  let x = dropout(input, inputDropout);
  for (const [k, width] of widths.entries()) {
    const name = `layer${k}`;
    x = dense(network, name, x, width, { ...shared, frozen });
    if (settings.batchNorm) x = batchNorm(network, `${name}.norm`, x);
    x = dropout(activate(x, activation), settings.dropout);
  }
  return dense(network, `layer${widths.length}`, x, 1, shared);
}

function startOf({ start, startScale }: NetworkSettings, rows: number, width: number): Start {
  if (start === 'normal') return { kind: 'normal', deviation: startScale };
  // A bias is no vector that rows would share.
  if (start === 'he' && width > 1) return { kind: 'truncated-normal', deviation: Math.sqrt(2 / rows) / TRUNCATED_DEVIATION };
  return { kind: 'uniform', limit: startScale };
}
