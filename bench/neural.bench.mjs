// An epoch of the courses' networks on ratings of MovieLens 1M against PyTorch, batches of 128, Adam. PyTorch's tables have dense gradients
// and steps of all rows, its default; ours have too where a case says "every row". Laying out and the first batches are left out on both sides.
import { loadKernels } from '../packages/core/dist/kernels/load-kernels.js';
import { dense } from '../packages/core/dist/neural/dense.js';
import { add, concat, dropout, rowDots, scale, sigmoid } from '../packages/core/dist/neural/elementwise.js';
import { embedding } from '../packages/core/dist/neural/embedding.js';
import { squaredError } from '../packages/core/dist/neural/losses.js';
import { Network } from '../packages/core/dist/neural/network.js';
import { openNetwork } from '../packages/core/dist/neural/open-network.js';
import { planned } from '../packages/core/dist/neural/plan.js';
import { train } from '../packages/core/dist/neural/train.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';

const one = (network, threads, everyRow) => ({
  case: `${network}, 256,000 ratings, ${threads} thread${threads > 1 ? 's' : ''}${everyRow ? ', every row' : ''}`,
  settings: { network, threads, everyRow, examples: 256_000 },
  rival: 'neural.py',
});
export const cases = [
  one('deep', 1, false),
  one('deep', 1, true),
  one('deep', 2, false),
  one('dot-embeddings', 1, false),
  one('dot-embeddings', 1, true),
  one('dot-embeddings', 2, false),
];
export const prepare = () => void prepareML1M();

export async function measure({ network: kind, threads, everyRow, examples }, clock) {
  const data = ml1m();
  const network = new Network();
  const rows = network.rows('ratings', 128);
  const [users, items, ratings] = [network.ids('users', rows), network.ids('items', rows), network.numbers('ratings to learn', rows)];
  const start = { kind: 'uniform', limit: 0.05 };
  const table = (name, count, width, ids) => embedding(network.parameter(name, count, width, { start, everyRow }), ids);
  const [userCount, itemCount] = [6040, 3706];
  const [u, i] = [table('user vectors', userCount, 50, users), table('item vectors', itemCount, 50, items)];
  squaredError(scale(sigmoid(kind === 'deep' ? layers(network, u, i) : dotted()), 5), ratings);
  function dotted() {
    return add(rowDots(u, i), table('user biases', userCount, 1, users), table('item biases', itemCount, 1, items));
  }
  const net = await openNetwork(planned(network, { optimizer: { kind: 'adam' } }), await loadKernels({ threads }), { seed: 1 });
  const options = {
    owner: kind,
    examples,
    batch: 128,
    epochs: 1,
    learningRate: 1e-3,
    seed: 1,
    fill: (batch, order, begin, end) => {
      const [userIds, itemIds, targets] = [batch.ids(users), batch.ids(items), batch.numbers(ratings)];
      for (let e = begin; e < end; e++) {
        userIds[e - begin] = data.users[order[e]];
        itemIds[e - begin] = data.items[order[e]];
        targets[e - begin] = data.ratings[order[e]];
      }
      batch.count(rows, end - begin);
    },
  };
  await train(net, { ...options, examples: 12_800 });
  const { value, ...timed } = await clock(() => train(net, options));
  return { ...timed, loss: value.history[0].loss };
}

/** C6: 100 – 128 – 256 – 128 – 1. */
function layers(network, u, i) {
  let x = dropout(concat(u, i), 0.02);
  for (const [k, width] of [128, 256, 128].entries())
    x = dropout(dense(network, `layer ${k}`, x, width, { activation: 'relu', bias: 0.01 }), 0.2);
  return dense(network, 'output', x, 1);
}
