/** What `fit` hands on to the training of a network: a note where it diverged; an abort that leaves nothing running. */
import { expect, test } from 'vitest';
import { interactionsFromRows } from '../../src/data/rows.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { type CurvePoint, curvePoint } from '../../src/models/contract/learning-curve.ts';
import { trainAsAsked } from '../../src/models/contract/train-as-asked.ts';
import { deep } from '../../src/models/neural/deep/deep.ts';
import type { Batch } from '../../src/neural/batch.ts';
import { dense } from '../../src/neural/dense.ts';
import { feed } from '../../src/neural/elementwise.ts';
import { squaredError } from '../../src/neural/losses.ts';
import { Network } from '../../src/neural/network.ts';
import { openNetwork } from '../../src/neural/open-network.ts';
import { planned } from '../../src/neural/plan.ts';

const train = interactionsFromRows(
  Array.from({ length: 600 }, (_, k) => ({ user: `u${k % 30}`, item: `i${(k * 7) % 41}`, rating: 1 + ((k * k) % 5) })),
);

test('training that diverges after an epoch keeps the best, and a note says where and what to change', async () => {
  const network = new Network();
  const rows = network.rows('rows', 4);
  const [inputs, targets] = [network.numbers('inputs', rows), network.numbers('targets', rows)];
  squaredError(dense(network, 'layer', feed(network.tape, inputs), 1), targets);
  const net = await openNetwork(planned(network, { optimizer: { kind: 'sgd' } }), await loadKernels({ threads: 1 }));
  const notes: string[] = [];
  const fill = (batch: Batch, _: Uint32Array, begin: number, end: number): void => {
    batch.numbers(inputs).fill(1);
    batch.numbers(targets).fill(batch.step > 7 ? Number.NaN : 2);
    batch.count(rows, end - begin);
  };
  const asked = { owner: 'test', examples: 12, batch: 4, fill, epochs: 9, learningRate: 0.01, seed: 0 };
  const point = (progress: Parameters<typeof curvePoint>[0]) => curvePoint(progress, {}, {});
  const found = (made: readonly CurvePoint[]): readonly CurvePoint[] => made;
  const curve = await trainAsAsked(net, { ...asked, point, found }, {}, train, { onNote: (sentence) => void notes.push(sentence) });
  expect(curve.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(notes).toEqual(['test: the loss of epoch 3, batch 2 is not a finite number; use a lower learning rate or clip gradients.']);
  expect(Object.values(net.parameters()).every((values) => values.every(Number.isFinite))).toBe(true);
  net.close();
});

test('aborted between two batches on two threads, it stops there, and its memory serves the next training', async () => {
  const kernels = await loadKernels({ threads: 2, eager: true });
  const fitted = (): Promise<unknown> => deep({ epochs: 3, batchSize: 16, factors: 4 }).fit(train, { kernels });
  await fitted();
  const before = process.memoryUsage().arrayBuffers;
  for (let time = 0; time < 20; time++) {
    const controller = new AbortController();
    let batches = 0;
    const training = deep({ epochs: 1000, batchSize: 16, factors: 4 }).fit(train, {
      kernels,
      signal: controller.signal,
      onBatch: ({ batch }) => {
        batches++;
        if (batch === 20) controller.abort(new Error('enough'));
      },
    });
    await expect(training).rejects.toThrow('enough');
    const heard = batches;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(batches).toBe(heard);
  }
  await fitted();
  // A memory of its own for each of the twenty would be more than a megabyte each.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8e6);
});

test('a training that will be long is told once, with its seconds an epoch', async () => {
  const controller = new AbortController();
  const notes: string[] = [];
  const training = deep({ epochs: 10_000_000, batchSize: 8 }).fit(train, {
    threads: 1,
    signal: controller.signal,
    onNote: (sentence) => {
      notes.push(sentence);
      setTimeout(() => controller.abort(new Error('enough')), 50);
    },
  });
  await expect(training).rejects.toThrow('enough');
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(
    /^deep: at the speed of its first (epochs|batches), all 10000000 epochs take about \d+\.\d hours, \d+(\.\d)? s each\.$/,
  );
});
