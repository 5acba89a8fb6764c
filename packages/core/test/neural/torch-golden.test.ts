/** Losses, gradients, steps of optimizers and the plateau rule against PyTorch (golden/neural.py). */
import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/neural.json' with { type: 'json' };
import type { Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { ACTIVATIONS, type Activation } from '../../src/kernels/neural-program.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { causalAttention } from '../../src/neural/attention.ts';
import { dense, product } from '../../src/neural/dense.ts';
import { feed, rowDots } from '../../src/neural/elementwise.ts';
import { embedding } from '../../src/neural/embedding.ts';
import { binaryCrossEntropy, squaredError } from '../../src/neural/losses.ts';
import { Network } from '../../src/neural/network.ts';
import { batchNorm, layerNorm } from '../../src/neural/normalisation.ts';
import { type OpenNetwork, openNetwork } from '../../src/neural/open-network.ts';
import type { Optimizer } from '../../src/neural/optimizers.ts';
import { type PlanOptions, planned } from '../../src/neural/plan.ts';
import { generalizedBinary, multinomial, pairwise, sampledSoftmax, softmaxCrossEntropy } from '../../src/neural/ranking-losses.ts';
import { afterEpoch, startedSchedule } from '../../src/neural/schedules.ts';
import type { Dimension, Ids, Numbers, Tensor } from '../../src/neural/tape.ts';
import { kullbackLeibler, mixtureDivergence } from '../../src/neural/variational.ts';
import { lossOf, start } from './networks.ts';

interface Case {
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}
const cases = golden.cases as unknown as Readonly<Record<string, Case>>;
const [ROWS, WIDTH, TABLE] = [6, 8, 5];

/** Describes a network whose parameters and inputs are named as in the golden file. */
type Describe = (network: Network, rows: Dimension) => void;
const looked = (network: Network, rows: Dimension, width: number, name = 'table'): Tensor =>
  embedding(network.parameter(name, TABLE, width, { start }), idsOf(network, rows));
const inputs = new WeakMap<Network, Ids>();
function idsOf(network: Network, rows: Dimension): Ids {
  const known = inputs.get(network) ?? network.ids('ids', rows);
  inputs.set(network, known);
  return known;
}

const against =
  (
    measure: (positive: Tensor, negative: Tensor, ids: { readonly targets: Ids; readonly negatives: Ids }, network: Network) => void,
  ): Describe =>
  (network, rows) => {
    const [targets, negatives] = [network.ids('targets', rows), network.ids('negatives', network.fixedRows('all negatives', 7))];
    const items = network.parameter('items', TABLE, WIDTH, { start });
    const x = looked(network, rows, WIDTH);
    measure(
      rowDots(x, embedding(items, targets)),
      product(x, embedding(items, negatives), { transposed: true }),
      { targets, negatives },
      network,
    );
  };

const described: Readonly<Record<string, Describe>> = {
  ...Object.fromEntries(
    (Object.keys(ACTIVATIONS) as Activation[]).map((activation): [string, Describe] => [
      activation,
      (network, rows) => {
        const hidden = dense(network, 'hidden', looked(network, rows, WIDTH), 7, { activation });
        squaredError(dense(network, 'output', hidden, 1), network.numbers('targets', rows));
      },
    ]),
  ),
  binaryCrossEntropy: (network, rows) => void binaryCrossEntropy(looked(network, rows, 1), network.numbers('targets', rows)),
  softmaxCrossEntropy: (network, rows) => {
    softmaxCrossEntropy(dense(network, 'logits', looked(network, rows, WIDTH), 9), network.ids('targets', rows));
  },
  multinomial: (network, rows) => void multinomial(looked(network, rows, 9), network.sparseRows('counts', rows, 54, { valued: true })),
  sampledSoftmax: against((positive, negative, ids, network) => {
    const targetLogQ = network.numbers('targetLogQ', positive.rows);
    sampledSoftmax(positive, negative, { ...ids, targetLogQ, negativeLogQ: network.numbers('negativeLogQ', ids.negatives.rows) });
  }),
  generalizedBinary: against((positive, negative, ids) => void generalizedBinary(positive, negative, 0.4, ids)),
  pairwise: against((positive, negative, ids) => void pairwise(positive, negative, ids)),
  kullbackLeibler: (network, rows) => {
    kullbackLeibler(looked(network, rows, WIDTH, 'mean'), looked(network, rows, WIDTH, 'logVariance'));
  },
  mixtureDivergence: (network, rows) => {
    const [drawn, logVariance] = ['drawn', 'logVariance'].map((name) => looked(network, rows, WIDTH, name));
    const [priorMean, priorLogVariance] = ['priorMean', 'priorLogVariance'].map((name) =>
      feed(network.tape, network.numbers(name, rows, WIDTH)),
    );
    mixtureDivergence(drawn, logVariance, priorMean, priorLogVariance, { weights: network.numbers('weights', rows) });
  },
  layerNorm: (network, rows) => {
    squaredError(layerNorm(network, 'norm', looked(network, rows, WIDTH)), network.numbers('targets', rows, WIDTH));
  },
  batchNorm: (network, rows) => {
    squaredError(batchNorm(network, 'norm', looked(network, rows, WIDTH)), network.numbers('targets', rows, WIDTH));
  },
  causalAttention: (network, rows) => {
    const sequences = network.sequences('lengths', rows, 20, 9);
    const x = looked(network, sequences.tokens, WIDTH);
    const [q, k, v] = ['q', 'k', 'v'].map((name) => dense(network, name, x, WIDTH));
    squaredError(causalAttention(q, k, v, sequences, 2), network.numbers('targets', sequences.tokens, WIDTH));
  },
};

async function opened(
  describeNetwork: Describe,
  kernels: Kernels,
  options: PlanOptions = { optimizer: { kind: 'sgd' } },
): Promise<OpenNetwork> {
  const network = new Network();
  describeNetwork(network, network.rows('rows', ROWS));
  return openNetwork(planned(network, options), kernels, { batches: 1 });
}

function filled(network: OpenNetwork, given: Case['inputs']): void {
  const { tape } = network.plan.network;
  const [batch] = network.batches;
  for (const input of tape.inputs) {
    const values = given[input.name];
    if ('indexes' in input) {
      const { pointers, indexes, values: entries } = batch.sparse(input);
      const columns = values.length / ROWS;
      let count = 0;
      values.forEach((value, at) => {
        if (value !== 0) {
          indexes[count] = at % columns;
          entries[count++] = value;
        }
        pointers[Math.floor(at / columns) + 1] = count;
      });
      batch.count(input.entries, count);
    } else if ('width' in input) batch.numbers(input as Numbers).set(values);
    else batch.ids(input).set(values);
  }
  for (const sequences of tape.sequenceInputs) {
    const lengths = given[sequences.name];
    lengths.forEach((length, s) => {
      batch.pointers(sequences)[s + 1] = batch.pointers(sequences)[s] + length;
    });
    batch.count(sequences.rows, lengths.length);
    batch.count(
      sequences.tokens,
      lengths.reduce((a, b) => a + b),
    );
  }
}

function near(got: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(got.length, what).toBe(expected.length);
  expected.forEach((value, k) => {
    expect(Math.abs(got[k] - value), `${what}[${k}]: ${got[k]} against ${value}`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
}

test('every case of the golden file is described', () => {
  expect(Object.keys(described).sort()).toEqual(Object.keys(cases).sort());
});

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels agree with PyTorch to 1e-5', (_, kernelsOf) => {
  test.each(Object.keys(described))('%s', async (name) => {
    const { parameters, inputs: given, loss, gradients } = cases[name];
    const network = await opened(described[name], await kernelsOf());
    for (const parameter of network.plan.network.tape.parameters) network.write(parameter, parameters[parameter.name]);
    network.batches[0].begin(1, 1);
    filled(network, given);
    await network.run('training', 1);
    expect(Math.abs(lossOf(network) - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
    for (const [parameter, values] of Object.entries(network.parameters())) {
      const slopes = Array.from(values, (value, k) => parameters[parameter][k] - value);
      near(slopes, gradients[parameter], parameter);
    }
  });

  test('batchNorm keeps running mean and variance, and answers by them', async () => {
    const { parameters, inputs: given, running, answered } = golden.cases.batchNorm;
    const network = await opened(described.batchNorm, await kernelsOf());
    for (const parameter of network.plan.network.tape.parameters)
      network.write(parameter, parameters[parameter.name as keyof typeof parameters]);
    network.batches[0].begin(1, 0);
    filled(network, given);
    await network.run('training', 1);
    for (const { name, tensor } of network.plan.network.tape.statistics)
      near(network.read(tensor), running[name as keyof typeof running], name);
    await network.run('inference', 1);
    expect(Math.abs(lossOf(network) - answered)).toBeLessThan(1e-5 * answered);
  });

  const optimizers: Readonly<Record<keyof typeof golden.steps.ends, PlanOptions & { readonly decay?: number }>> = {
    sgd: { optimizer: { kind: 'sgd' } },
    momentum: { optimizer: { kind: 'sgd', momentum: 0.9 } },
    nesterov: { optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true } },
    decay: { optimizer: { kind: 'sgd', momentum: 0.9 }, decay: 0.3 },
    adagrad: { optimizer: { kind: 'adagrad' } },
    adam: { optimizer: { kind: 'adam', beta1: 0.8, beta2: 0.95, epsilon: 1e-6 } },
    'adam with decay': { optimizer: { kind: 'adam' }, decay: 0.3 },
    decoupled: { optimizer: { kind: 'adam', decoupled: 0.3 } },
    clipped: { optimizer: { kind: 'sgd' }, clip: 0.5 },
    'sparse adam': { optimizer: { kind: 'adam' } },
  };
  test.each(Object.keys(optimizers))('five steps of %s', async (name) => {
    const { decay, ...options } = optimizers[name as keyof typeof optimizers];
    const { begin, met, aims, ends } = golden.steps;
    const network = await opened(
      (net, rows) => {
        const table = net.parameter('table', TABLE, 3, { start, decay, everyRow: name !== 'sparse adam' });
        squaredError(embedding(table, net.ids('ids', rows)), net.numbers('aims', rows, 3));
      },
      await kernelsOf(),
      options as { optimizer: Optimizer },
    );
    const [table] = network.plan.network.tape.parameters;
    network.write(table, begin);
    for (const [k, ids] of met.entries()) {
      network.batches[0].begin(k + 1, 0.1);
      filled(network, { ids, aims: aims[k] });
      await network.run('training', 1);
    }
    near(network.read(table), ends[name as keyof typeof ends], name);
  });
});

test('the plateau rule is that of ReduceLROnPlateau', () => {
  const schedule = { kind: 'plateau', factor: 0.3, patience: 2 } as const;
  const { losses, rates } = golden.plateau;
  let state = startedSchedule(schedule, 0.5);
  losses.forEach((loss, epoch) => {
    expect(Math.abs(state.rate - rates[epoch]), `epoch ${epoch + 1}`).toBeLessThan(1e-12);
    state = afterEpoch(schedule, state, loss);
  });
});
