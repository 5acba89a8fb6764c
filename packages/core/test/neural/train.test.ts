/** The training loop: learns, stops early, lowers the rate, resumes to the same bits, says where a loss is no number. */
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';
import { eachBatch } from '../../src/neural/answer.ts';
import type { Batch } from '../../src/neural/batch.ts';
import { dense } from '../../src/neural/dense.ts';
import { add, concat, dropout, rowDots } from '../../src/neural/elementwise.ts';
import { embedding } from '../../src/neural/embedding.ts';
import { squaredError } from '../../src/neural/losses.ts';
import { Network } from '../../src/neural/network.ts';
import { type OpenNetwork, openNetwork } from '../../src/neural/open-network.ts';
import type { Optimizer } from '../../src/neural/optimizers.ts';
import { planned } from '../../src/neural/plan.ts';
import { rateAt, startedSchedule } from '../../src/neural/schedules.ts';
import { type Checkpoint, type EpochProgress, type TrainOptions, train } from '../../src/neural/train.ts';

const [USERS, ITEMS, EXAMPLES] = [30, 20, 400];
const random = seededRandom(8);
const vectors = Array.from({ length: USERS + ITEMS }, () => [random.normal(), random.normal()]);
const userOf = Int32Array.from({ length: EXAMPLES }, () => random.integer(USERS));
const itemOf = Int32Array.from({ length: EXAMPLES }, () => random.integer(ITEMS));
const targets = Float32Array.from({ length: EXAMPLES }, (_, e) => {
  const [u, i] = [vectors[userOf[e]], vectors[USERS + itemOf[e]]];
  return u[0] * i[0] + u[1] * i[1];
});

interface Described {
  readonly net: OpenNetwork;
  readonly fill: (batch: Batch, examples: Uint32Array, begin: number, end: number) => void;
  readonly output: Parameters<OpenNetwork['read']>[0];
}
async function described(
  kernels: Kernels,
  optimizer: Optimizer = { kind: 'adam' },
  { clip, rate = 0.1 }: { clip?: number; rate?: number } = {},
): Promise<Described> {
  const network = new Network();
  const rows = network.rows('ratings', 32);
  const [users, items, ratings] = [network.ids('users', rows), network.ids('items', rows), network.numbers('ratings', rows)];
  const start = { kind: 'normal', deviation: 0.3 } as const;
  const u = embedding(network.parameter('user table', USERS, 8, { start }), users);
  const i = embedding(network.parameter('item table', ITEMS, 8, { start }), items);
  const hidden = dropout(dense(network, 'hidden', concat(u, i), 16, { activation: 'relu' }), rate);
  const output = add(rowDots(u, i), dense(network, 'output', hidden, 1));
  squaredError(output, ratings);
  const net = await openNetwork(planned(network, { optimizer, clip }), kernels, { seed: 5 });
  return {
    net,
    output,
    fill: (batch, examples, begin, end) => {
      for (let e = begin; e < end; e++) {
        batch.ids(users)[e - begin] = userOf[examples[e]];
        batch.ids(items)[e - begin] = itemOf[examples[e]];
        batch.numbers(ratings)[e - begin] = targets[examples[e]];
      }
      batch.count(rows, end - begin);
    },
  };
}
const options = ({ fill }: Described): TrainOptions => ({
  owner: 'test',
  examples: EXAMPLES,
  batch: 32,
  fill,
  epochs: 12,
  learningRate: 0.01,
  seed: 2,
});
const kernels = await loadKernels({ threads: 1 });
const kinds: readonly Optimizer[] = [
  { kind: 'adam' },
  { kind: 'adam', decoupled: 0.01 },
  { kind: 'adagrad' },
  { kind: 'sgd' },
  { kind: 'sgd', momentum: 0.9 },
  { kind: 'sgd', momentum: 0.9, nesterov: true },
];

test.each(kinds)('%o learns, and both kernels learn alike', async (optimizer) => {
  const losses: number[][] = [];
  for (const set of [kernels, referenceKernels]) {
    const network = await described(set, optimizer, { rate: 0 });
    const { history } = await train(network.net, { ...options(network), learningRate: optimizer.kind === 'adagrad' ? 0.1 : 0.02 });
    losses.push(history.map(({ loss }) => loss));
    expect(history.at(-1)!.loss).toBeLessThan(history[0].loss * 0.9);
  }
  losses[0].forEach((loss, epoch) => {
    expect(Math.abs(loss - losses[1][epoch])).toBeLessThan(1e-3 * loss);
  });
});

test('every kind of optimizer and every setting of one leads elsewhere', async () => {
  const ends: number[] = [];
  for (const optimizer of [
    ...kinds,
    { kind: 'adam', beta1: 0.5 },
    { kind: 'adam', beta2: 0.9 },
    { kind: 'adam', epsilon: 0.1 },
    { kind: 'adagrad', epsilon: 1 },
  ] as const) {
    const network = await described(kernels, optimizer);
    ends.push((await train(network.net, options(network))).history.at(-1)!.loss);
  }
  const clipped = await described(kernels, { kind: 'sgd' }, { clip: 0.1 });
  ends.push((await train(clipped.net, options(clipped))).history.at(-1)!.loss);
  expect(new Set(ends).size).toBe(ends.length);
});

test('same bits for 1, 2 and 3 threads, and however many batches a run', async () => {
  const parameters: unknown[] = [];
  for (const threads of [1, 2, 3]) {
    const network = await described(await loadKernels({ threads, eager: threads > 1 }));
    await train(network.net, { ...options(network), epochs: 3 });
    parameters.push(network.net.parameters());
    network.net.close();
  }
  expect(parameters[1]).toEqual(parameters[0]);
  expect(parameters[2]).toEqual(parameters[0]);
});

test('a checkpoint goes on to the same bits', async () => {
  const whole = await described(kernels);
  const checkpoints: Checkpoint[] = [];
  const kept = {
    ...options(whole),
    validation: { examples: 100, fill: whole.fill },
    schedule: { kind: 'plateau', factor: 0.5, patience: 0 },
  } as const;
  await train(whole.net, { ...kept, onCheckpoint: (checkpoint) => void checkpoints.push(checkpoint) });
  const resumed = await described(kernels);
  const { history } = await train(resumed.net, {
    ...kept,
    fill: resumed.fill,
    validation: { examples: 100, fill: resumed.fill },
    from: structuredClone(checkpoints[4]),
  });
  expect(history).toHaveLength(12);
  expect(resumed.net.parameters()).toEqual(whole.net.parameters());
});

test('the best epoch by validation stands at the end, and patience ends training', async () => {
  const network = await described(kernels, { kind: 'sgd' });
  // Turned round, the targets of validation go away as training goes on.
  const against = {
    examples: 60,
    fill: (batch: Batch, examples: Uint32Array, begin: number, end: number) => {
      network.fill(batch, examples, begin, end);
      for (const input of network.net.plan.network.tape.inputs)
        if ('width' in input)
          batch.numbers(input).forEach((value, k, all) => {
            all[k] = -value;
          });
    },
  };
  const { history, best, stopped } = await train(network.net, {
    ...options(network),
    learningRate: 0.05,
    epochs: 40,
    validation: against,
    patience: 2,
  });
  expect(stopped).toBe('patience');
  expect(history.length).toBe(best!.epoch + 3);
  expect(best!.loss).toBe(Math.min(...history.map(({ validationLoss }) => validationLoss as number)));
  const { lossOver } = await import('../../src/neural/train.ts');
  expect(await lossOver(network.net, { ...against, batch: 32 })).toBe(best!.loss);
});

describe('schedules', () => {
  const rates = async (schedule: TrainOptions['schedule']): Promise<number[]> => {
    const network = await described(kernels);
    const seen: number[] = [];
    await train(network.net, { ...options(network), epochs: 4, schedule, onBatch: ({ learningRate }) => void seen.push(learningRate) });
    return seen;
  };
  test('constant, warm-up and cosine', async () => {
    expect(new Set(await rates({ kind: 'constant' }))).toEqual(new Set([0.01]));
    const warm = await rates({ kind: 'warm-up', steps: 4 });
    expect(warm.slice(0, 5)).toEqual([0.0025, 0.005, 0.0075, 0.01, 0.01]);
    const cosine = await rates({ kind: 'cosine', warmUp: 2, minimum: 0.1 });
    expect(cosine.slice(0, 2)).toEqual([0.005, 0.01]);
    expect(cosine.at(-1)).toBeCloseTo(0.001, 12);
    expect(cosine.slice(2)).toEqual(cosine.slice(2).toSorted((a, b) => b - a));
  });
  test('cosine in cycles: the first as if it were all, then from the full rate down again', async () => {
    const schedule = { kind: 'cosine', warmUp: 2 } as const;
    const state = startedSchedule(schedule, 0.01);
    const ratesOf = (cycles: number, steps: number): number[] =>
      Array.from({ length: steps }, (_, k) => rateAt({ ...schedule, cycles }, state, k + 1, steps));
    const [one, two] = [ratesOf(1, 20), ratesOf(2, 40)];
    expect(two.slice(0, 20)).toEqual(one);
    expect(two[20]).toBeGreaterThan(0.0099);
    expect(two.slice(20)).toEqual(two.slice(20).toSorted((a, b) => b - a));
    for (const rate of [two[19], two[39], ratesOf(3, 20)[19]]) expect(rate).toBeCloseTo(0, 12);
  });
  test('plateau: cut after more than `patience` epochs without a better loss', async () => {
    const network = await described(kernels);
    const seen: number[] = [];
    const judged = [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5];
    await train(network.net, {
      ...options(network),
      epochs: 8,
      schedule: { kind: 'plateau', factor: 0.1, patience: 1, minimum: 0.0005 },
      judge: (_, epoch) => judged[epoch - 1],
      onEpoch: ({ learningRate }) => void seen.push(learningRate),
    });
    expect(seen).toEqual([0.01, 0.01, 0.01, 0.001, 0.001, 0.001, 0.0005, 0.0005]);
  });
});

test('what else an epoch does comes after its batches, and before it is judged and told', async () => {
  const network = await described(kernels);
  const seen: string[] = [];
  await train(network.net, {
    ...options(network),
    epochs: 2,
    onBatch: ({ batch, batches }) => void (batch === batches && seen.push('batches')),
    afterBatches: (epoch) => void seen.push(`after ${epoch}`),
    judge: () => seen.push('judged'),
    onEpoch: () => void seen.push('told'),
  });
  expect(seen).toEqual(['batches', 'after 1', 'judged', 'told', 'batches', 'after 2', 'judged', 'told']);
});

test('a loss that is no number stops training: with the best epoch where there is one, else with an error that says where', async () => {
  const at = (epochOfTrouble: number) => async (): Promise<{ epochs: EpochProgress[]; result: Awaited<ReturnType<typeof train>> }> => {
    const network = await described(kernels);
    let epoch = 1;
    const epochs: EpochProgress[] = [];
    const fill: TrainOptions['fill'] = (batch, examples, begin, end) => {
      network.fill(batch, examples, begin, end);
      if (epoch === epochOfTrouble && begin === 64)
        for (const input of network.net.plan.network.tape.inputs) if ('width' in input) batch.numbers(input)[0] = Number.NaN;
    };
    const result = await train(network.net, {
      ...options(network),
      fill,
      onEpoch: (progress) => {
        epochs.push(progress);
        epoch = progress.epoch + 1;
      },
    });
    expect(Object.values(network.net.parameters()).every((values) => values.every(Number.isFinite))).toBe(true);
    return { epochs, result };
  };
  const { result, epochs } = await at(3)();
  expect(epochs).toHaveLength(2);
  expect(result.stopped).toBe('diverged');
  expect(result.told).toBe('test: the loss of epoch 3, batch 3 is not a finite number; use a lower learning rate or clip gradients.');
  await expect(at(1)()).rejects.toMatchObject({ code: 'diverged', data: { epoch: 1, batch: 3 } });
});

test('progress of every batch and epoch; an abort ends it', async () => {
  const network = await described(kernels);
  const abort = new AbortController();
  let batches = 0;
  const training = train(network.net, {
    ...options(network),
    signal: abort.signal,
    onBatch: ({ loss, examplesPerSecond, secondsLeft, batch, batches: all }) => {
      batches++;
      expect(loss).toBeGreaterThan(0);
      expect(examplesPerSecond).toBeGreaterThan(0);
      expect(secondsLeft).toBeGreaterThanOrEqual(0);
      expect(batch).toBeLessThanOrEqual(all);
    },
    onEpoch: ({ epoch }) => {
      if (epoch === 2) abort.abort();
    },
  });
  await expect(training).rejects.toThrow(/abort/i);
  expect(batches).toBe(26);
});

test('answers leave nothing out and come in order', async () => {
  const network = await described(kernels, { kind: 'adam' }, { rate: 0.5 });
  await train(network.net, { ...options(network), epochs: 2 });
  const once: number[] = [];
  const again: number[] = [];
  for (const list of [once, again])
    await eachBatch(network.net, { examples: 70, batch: 32, fill: network.fill }, (_, begin, end) =>
      list.push(...network.net.read(network.output, end - begin)),
    );
  expect(once).toHaveLength(70);
  expect(again).toEqual(once);
});

test('what does not fit or has no sense is refused before anything is allocated', () => {
  const network = new Network();
  const rows = network.rows('rows', 2_000_000);
  const wide = dense(
    network,
    'wide',
    embedding(network.parameter('table', 10, 4, { start: { kind: 'constant', value: 0 } }), network.ids('ids', rows)),
    1000,
  );
  squaredError(wide, network.numbers('targets', rows, 1000));
  expect(() => planned(network, { optimizer: { kind: 'adam' } })).toThrow(/a batch needs \d+\.\d GiB of memory/);
  expect(() => planned(new Network(), { optimizer: { kind: 'adam' } })).toThrow(/no loss/);
  expect(() => new Network().parameter('p', 3, 0, { start: { kind: 'constant', value: 0 } })).toThrow(
    /width must be an integer ≥ 1; got 0/,
  );
  expect(() => new Network().rows('batch', 0)).toThrow(/batch must be an integer ≥ 1; got 0/);
});
