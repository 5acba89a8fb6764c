/** What a plan says before anything runs: threads that are worth it, and networks that cannot be trained as described. */
import { expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { dense } from '../../src/neural/dense.ts';
import { activate, feed } from '../../src/neural/elementwise.ts';
import { squaredError } from '../../src/neural/losses.ts';
import { Network } from '../../src/neural/network.ts';
import { openNetwork } from '../../src/neural/open-network.ts';
import { threadsWorth } from '../../src/neural/phases.ts';
import { planned } from '../../src/neural/plan.ts';
import { softmaxCrossEntropy } from '../../src/neural/ranking-losses.ts';
import { train } from '../../src/neural/train.ts';

test.each([
  ['a batch of a few microseconds', [[40_000], [60_000, 40_000]], 4, 1],
  ['pieces for two', [new Array(8).fill(5e6), new Array(32).fill(6e5)], 2, 2],
  ['one piece a phase', [[9e6], [9e6]], 8, 1],
  ['no more threads than pieces', [[5e6, 5e6, 5e6]], 8, 3],
  ['no more than there are', [new Array(100).fill(1e6)], 3, 3],
] as const)('%s', (_, works, most, worth) => {
  expect(threadsWorth({ works }, most)).toBe(worth);
});

test('a network that is worth three threads has the same bits on each number of them', async () => {
  const ends = [];
  for (const threads of [1, 2, 3]) {
    const network = new Network();
    const rows = network.rows('rows', 256);
    const [inputs, targets] = [network.numbers('inputs', rows, 64), network.numbers('targets', rows)];
    const hidden = dense(network, 'hidden', dense(network, 'first', feed(network.tape, inputs), 128, { activation: 'tanh' }), 128);
    squaredError(dense(network, 'output', activate(hidden, 'relu'), 1), targets);
    const plan = planned(network, { optimizer: { kind: 'adam' } });
    expect(threadsWorth(plan.layout.training, threads)).toBe(threads);
    const net = await openNetwork(plan, await loadKernels({ threads, eager: true }), { seed: 1 });
    await train(net, {
      owner: 'test',
      examples: 1000,
      batch: 256,
      epochs: 3,
      learningRate: 0.01,
      seed: 1,
      fill: (batch, examples, begin, end) => {
        for (let e = begin; e < end; e++) {
          for (let k = 0; k < 64; k++) batch.numbers(inputs)[(e - begin) * 64 + k] = ((examples[e] * 31 + k * 17) % 23) / 23;
          batch.numbers(targets)[e - begin] = examples[e] % 5;
        }
        batch.count(rows, end - begin);
      },
    });
    ends.push(net.parameters());
    net.close();
  }
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[2]).toEqual(ends[0]);
});

test('logits whose place the gradient takes feed one loss and nothing else', () => {
  const described = (more: (network: Network, logits: ReturnType<typeof dense>) => void): Network => {
    const network = new Network();
    const rows = network.rows('rows', 4);
    const inputs = network.numbers('inputs', rows, 3);
    const logits = dense(network, 'layer', feed(network.tape, inputs), 5);
    more(network, logits);
    softmaxCrossEntropy(logits, network.ids('targets', rows));
    return network;
  };
  const optimizer = { kind: 'sgd' } as const;
  expect(
    planned(
      described(() => {}),
      { optimizer },
    ).work,
  ).toBeGreaterThan(0);
  expect(() =>
    planned(
      described((network, logits) => void dense(network, 'other', logits, 2)),
      { optimizer },
    ),
  ).toThrow(
    'network: what softmaxCrossEntropy measures feeds productNN too, but its gradient takes its place in training; compute it once for each.',
  );
});
