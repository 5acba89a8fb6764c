/** Nothing grows while a network trains, and what threads do not see is given back. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { dense } from '../../src/neural/dense.ts';
import { concat, dropout } from '../../src/neural/elementwise.ts';
import { embedding } from '../../src/neural/embedding.ts';
import { squaredError } from '../../src/neural/losses.ts';
import { Network } from '../../src/neural/network.ts';
import { openNetwork } from '../../src/neural/open-network.ts';
import { planned } from '../../src/neural/plan.ts';
import { train } from '../../src/neural/train.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('the heap is flat over 100 epochs', async () => {
  const network = new Network();
  const rows = network.rows('examples', 64);
  const [ids, targets] = [network.ids('ids', rows), network.numbers('targets', rows)];
  const start = { kind: 'normal', deviation: 0.1 } as const;
  const x = concat(
    embedding(network.parameter('table', 500, 16, { start }), ids),
    embedding(network.parameter('other', 500, 16, { start }), ids),
  );
  squaredError(dense(network, 'output', dropout(dense(network, 'hidden', x, 32, { activation: 'relu' }), 0.1), 1), targets);
  const net = await openNetwork(planned(network, { optimizer: { kind: 'adam' } }), await loadKernels({ threads: 1 }), {});
  const sizes: number[] = [];
  await train(net, {
    owner: 'test',
    examples: 2000,
    batch: 64,
    epochs: 110,
    learningRate: 0.001,
    seed: 1,
    fill: (batch, examples, begin, end) => {
      for (let e = begin; e < end; e++) {
        batch.ids(ids)[e - begin] = examples[e] % 500;
        batch.numbers(targets)[e - begin] = (examples[e] % 7) / 7;
      }
      batch.count(rows, end - begin);
    },
    onEpoch: ({ epoch }) => {
      if (epoch !== 10 && epoch !== 110) return;
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      sizes.push(heapUsed + arrayBuffers);
    },
  });
  // The history of 100 epochs is kept: some hundred bytes each.
  expect(sizes[1] - sizes[0]).toBeLessThan(200_000);
  net.close();
});
