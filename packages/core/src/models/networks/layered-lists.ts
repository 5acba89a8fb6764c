/** Lists for many users at once: every pair of a user and an item goes through the layers by the kernels, on all threads. */
import type { Kernels } from '../../kernels/kernels.ts';
import type { Activation } from '../../kernels/neural-program.ts';
import { type DenseMatrix, rowOf } from '../../matrix/dense.ts';
import { rowIndexes, type SparsePattern } from '../../matrix/sparse.ts';
import { eachBatch } from '../../neural/answer.ts';
import { dense } from '../../neural/dense.ts';
import { activate, add, rowDots } from '../../neural/elementwise.ts';
import { embedding } from '../../neural/embedding.ts';
import { squaredError } from '../../neural/losses.ts';
import { Network } from '../../neural/network.ts';
import { type OpenNetwork, openNetwork } from '../../neural/open-network.ts';
import { planned } from '../../neural/plan.ts';
import type { Ids, Parameter, Tensor } from '../../neural/tape.ts';
import { emptyLists } from '../answering/block-lists.ts';
import { topIndexes } from '../answering/recommend.ts';
import type { TopItems, TopItemsOptions } from '../contract/model.ts';
import type { LayersState, NetworkSpans } from './layered-state.ts';
import type { Layers } from './layers.ts';

export interface LayeredParts {
  readonly state: LayersState;
  readonly seen: SparsePattern;
  readonly spans: NetworkSpans;
  readonly layers: Layers;
  readonly activation: Activation;
  /** Added to every sum. */
  readonly constant: number;
  /** 1 for each item that can be in a list; [items]. */
  readonly knownItems: Uint8Array;
  linked(sum: number): number;
  /** Others get no list. */
  knowsUser(userIndex: number): boolean;
}

/** Users whose embeddings lie in kernel memory at one time, and pairs of a run. */
const [BLOCK, PAIRS] = [256, 16_384];

/** @throws LikewiseError `invalid-option`, `invalid-index`, `too-large` */
export async function topItemsByLayers(
  parts: LayeredParts,
  userIndexes: Uint32Array,
  options: TopItemsOptions,
  kernels: Kernels,
): Promise<TopItems> {
  const { state, seen, knownItems, layers } = parts;
  const lists = emptyLists(userIndexes, options.n, state.items.size, state.users.size);
  const known = Uint32Array.from(knownItems.keys()).filter((i) => knownItems[i] === 1);
  const answered = Uint32Array.from(userIndexes.keys()).filter((row) => parts.knowsUser(userIndexes[row]));
  if (answered.length === 0 || known.length === 0) return lists;
  const block = Math.min(BLOCK, answered.length);
  const described = pairNetwork(parts, block, known.length);
  const { users, items, output, userBrought, itemBrought, userProduct, itemProduct } = described;
  const { product, layers: span } = parts.spans;
  const part = (matrix: DenseMatrix, row: number, { begin, end } = span): Float32Array => rowOf(matrix, row).subarray(begin, end);
  const net = await openNetwork(planned(described.network, { optimizer: { kind: 'sgd' } }), kernels, { batches: 1 });
  try {
    writeLayers(net, layers);
    writeRows(net, itemBrought, known, (i) => layers.ofItem(part(state.itemFactors, i)));
    if (itemProduct) writeRows(net, itemProduct, known, (i) => part(state.itemFactors, i, product));
    const scores = new Float32Array(state.items.size).fill(Number.NaN);
    const sums = new Float32Array(PAIRS);
    const out = new Uint8Array(state.items.size);
    for (let first = 0; first < answered.length; first += block) {
      const rows = answered.subarray(first, first + block);
      const indexes = rows.map((row) => userIndexes[row]);
      writeRows(net, userBrought, indexes, (u) => layers.ofUser(part(state.userFactors, u)));
      if (userProduct) writeRows(net, userProduct, indexes, (u) => part(state.userFactors, u, product));
      const examples = {
        examples: rows.length * known.length,
        batch: PAIRS,
        fill: (...[batch, , begin, end]: Parameters<Parameters<typeof eachBatch>[1]['fill']>): void => {
          const [u, i] = [batch.ids(users), batch.ids(items)];
          for (let e = begin; e < end; e++) {
            u[e - begin] = Math.floor(e / known.length);
            i[e - begin] = e % known.length;
          }
          batch.count(users.rows, end - begin);
        },
      };
      await eachBatch(net, examples, (_, begin, end) => {
        net.read(output, end - begin, sums);
        for (let e = begin; e < end; e++) {
          const [place, k] = [Math.floor(e / known.length), e % known.length];
          const biases = (state.userBias[indexes[place]] ?? 0) + (state.itemBias[known[k]] ?? 0);
          scores[known[k]] = parts.linked(parts.constant + biases + sums[e - begin]);
          if (k === known.length - 1) fillRow(lists, rows[place], scores, options.keepSeen ? [] : rowIndexes(seen, indexes[place]), out);
        }
      });
    }
    return lists;
  } finally {
    net.close();
  }
}

function fillRow({ n, items, scores }: TopItems, row: number, scored: Float32Array, seen: ArrayLike<number>, out: Uint8Array): void {
  for (let e = 0; e < seen.length; e++) out[seen[e]] = 1;
  topIndexes(scored, n, out).forEach((itemIndex, slot) => {
    items[row * n + slot] = itemIndex;
    scores[row * n + slot] = scored[itemIndex];
  });
  for (let e = 0; e < seen.length; e++) out[seen[e]] = 0;
}

interface PairNetwork {
  readonly network: Network;
  readonly users: Ids;
  readonly items: Ids;
  /** What users and items bring to the first layer. */
  readonly userBrought: Parameter;
  readonly itemBrought: Parameter;
  readonly userProduct: Parameter | undefined;
  readonly itemProduct: Parameter | undefined;
  /** [pairs × 1] */
  readonly output: Tensor;
}

function pairNetwork({ layers, spans, activation }: LayeredParts, block: number, known: number): PairNetwork {
  const network = new Network();
  const pairs = network.rows('pairs', PAIRS);
  const [users, items] = [network.ids('users', pairs), network.ids('items', pairs)];
  const table = (name: string, rows: number, width: number): Parameter =>
    network.parameter(name, rows, width, { start: { kind: 'constant', value: 0 }, frozen: true });
  const [first, ...rest] = layers.widths.slice(1);
  const [userBrought, itemBrought] = [table('users brought', block, first), table('items brought', known, first)];
  let x = add(embedding(userBrought, users), embedding(itemBrought, items));
  for (const [k, width] of rest.entries()) x = dense(network, `layer${k + 1}`, activate(x, activation), width, { frozen: true });
  const width = spans.product === undefined ? 0 : spans.product.end - spans.product.begin;
  const [userProduct, itemProduct] = width === 0 ? [] : [table('users multiplied', block, width), table('items multiplied', known, width)];
  const output = userProduct && itemProduct ? add(x, rowDots(embedding(userProduct, users), embedding(itemProduct, items))) : x;
  // A plan needs a loss, and here nobody asks for it.
  squaredError(output, network.numbers('targets', pairs));
  return { network, users, items, userBrought, itemBrought, userProduct, itemProduct, output };
}

/** All layers but the first, whose work is done once a user and once an item. */
function writeLayers(net: OpenNetwork, layers: Layers): void {
  for (const parameter of net.plan.network.tape.parameters) {
    const found = /^layer(\d+)\.(weight|bias)$/.exec(parameter.name);
    if (found === null) continue;
    const { weights, biases } = layers.layer(Number(found[1]));
    net.write(parameter, found[2] === 'weight' ? weights : biases);
  }
}

/** Row k of the table from what `indexes[k]` has; rows beyond are 0. */
function writeRows(net: OpenNetwork, table: Parameter, indexes: Uint32Array, valuesOf: (index: number) => ArrayLike<number>): void {
  const values = new Float32Array(table.rows.size * table.width);
  indexes.forEach((index, row) => {
    values.set(valuesOf(index), row * table.width);
  });
  net.write(table, values);
}
