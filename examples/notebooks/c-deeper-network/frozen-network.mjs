/**
 * The notebook's network with its mistakes: hidden layers that are never trained, numbers left out while it is judged. No model of the
 * library can be asked for that, so its training engine is, which is no public interface.
 */
import { deepEntry, presetOf } from '@likewise/core';
import { loadKernels } from '../../../packages/core/dist/kernels/load-kernels.js';
import { ratingNetwork } from '../../../packages/core/dist/models/networks/rating-network.js';
import { openNetwork } from '../../../packages/core/dist/neural/open-network.js';
import { planned } from '../../../packages/core/dist/neural/plan.js';
import { train } from '../../../packages/core/dist/neural/train.js';

/**
 * Trained on `rows`, { userIndex, itemIndex, value }[], in their order or shuffled; after each epoch `judge({ epoch, answer, loss })` gives
 * the figure that cuts the rate and says which epoch is best. `answer(rows)`: predictions in stars, numbers left out. `loss`: of the last batch.
 */
export async function trainFrozen(rows, { epochs, shuffle, judge }) {
  const settings = deepEntry.create({ ...presetOf(deepEntry, 'course-dropout'), frozen: true }).settings;
  const layers = { ...settings, widths: [128, 256, 128] };
  const parts = { product: false, biases: undefined, layers };
  const {
    network,
    rows: count,
    users,
    items,
    targets,
    output,
  } = ratingNetwork({ users: 943, items: 1682, batch: 128 }, settings, parts, true);
  const net = await openNetwork(planned(network, { optimizer: { kind: 'adam' } }), await loadKernels());
  const fillFrom = (part) => (batch, examples, begin, end) => {
    for (let e = begin; e < end; e++) {
      const { userIndex, itemIndex, value } = part[examples[e]];
      batch.ids(users)[e - begin] = userIndex;
      batch.ids(items)[e - begin] = itemIndex;
      batch.numbers(targets)[e - begin] = (value - 1) / 4;
    }
    batch.count(count, end - begin);
  };
  // A training step of rate 0, after which everything stands as before.
  const answer = async (part) => {
    const before = net.lasting();
    const order = Uint32Array.from(part.keys());
    const predicted = [];
    for (let begin = 0, step = 1; begin < order.length; begin += 128, step++) {
      const end = Math.min(begin + 128, order.length);
      net.batches[0].begin(step, 0);
      fillFrom(part)(net.batches[0], order, begin, end);
      await net.run('training', 1);
      for (const share of net.read(output, end - begin)) predicted.push(1 + 4 * share);
    }
    net.restore(before);
    return predicted;
  };
  let loss = 0;
  const onBatch = (batch) => {
    loss = batch.loss;
  };
  const schedule = { kind: 'plateau', factor: 0.3, patience: 2 };
  const how = { owner: 'replay', batch: 128, epochs, learningRate: 0.001, schedule, seed: 0, shuffle, onBatch };
  await train(net, { ...how, examples: rows.length, fill: fillFrom(rows), judge: (_, epoch) => judge({ epoch, answer, loss }) });
  // The best epoch stands now.
  return { answer, close: () => net.close() };
}
