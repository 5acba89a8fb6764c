/** Small networks for the tests: one for each operation, inputs made up by a seed, and kernels that compute in float64. */
import { type ArraySpec, float64, type Kernels } from '../../src/kernels/kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';
import type { Batch } from '../../src/neural/batch.ts';
import { embedding } from '../../src/neural/embedding.ts';
import { Network } from '../../src/neural/network.ts';
import { type OpenNetwork, openNetwork } from '../../src/neural/open-network.ts';
import { type PlanOptions, planned } from '../../src/neural/plan.ts';
import type { Dimension, Parameter, Tensor } from '../../src/neural/tape.ts';

/** The readable kernels on float64 arrays: slopes by differences are then sharp. */
export const doubleKernels: Kernels = {
  ...referenceKernels,
  open: (layout) =>
    referenceKernels.open(
      Object.fromEntries(
        Object.entries(layout)
          .map(([name, given]) => ['type' in given && given.type === 'float32', name, given] as const)
          .map(([single, name, given]) => [name, single ? float64((given as ArraySpec).length) : given]),
      ) as typeof layout,
    ),
};

export const start = { kind: 'normal', deviation: 0.7 } as const;
export const TABLE_ROWS = 5;

/** A tensor that learns: rows of a small table, some of them several times. */
export function leaf(network: Network, name: string, rows: Dimension, width: number, everyRow = false): Tensor {
  const table: Parameter = network.parameter(name, TABLE_ROWS, width, { start, everyRow });
  return embedding(table, network.ids(`${name} ids`, rows));
}

export type Build = (network: Network, rows: Dimension) => void;

export async function opened(
  build: Build,
  kernels: Kernels,
  options: PlanOptions = { optimizer: { kind: 'sgd' } },
  most = 7,
): Promise<OpenNetwork> {
  const network = new Network();
  build(network, network.rows('examples', most));
  return openNetwork(planned(network, options), kernels, { seed: 3, batches: 4 });
}

/** Fills every input by a seed; `rows` of the examples. Ids are below TABLE_ROWS, with one of none. */
export function filled(network: OpenNetwork, batch: Batch, rows: number, seed = 1): void {
  const { dimensions, inputs, scalars } = network.plan.network.tape;
  const random = seededRandom(seed, 'inputs');
  for (const dimension of dimensions) if (dimension.name === 'examples') batch.count(dimension, rows);
  for (const input of inputs) {
    if ('indexes' in input) {
      const { pointers, indexes, values } = batch.sparse(input);
      let count = 0;
      for (let r = 0; r < rows; r++) {
        for (let column = r % 2; column < TABLE_ROWS; column += 1 + (r % 3)) {
          indexes[count] = column;
          if (values.length > 0) values[count] = random.normal();
          count++;
        }
        pointers[r + 1] = count;
      }
      batch.count(input.entries, count);
    } else if ('width' in input) {
      const numbers = batch.numbers(input);
      for (let k = 0; k < input.rows.size * input.width; k++) numbers[k] = random.uniform();
    } else {
      const ids = batch.ids(input);
      for (let k = 0; k < ids.length; k++) ids[k] = k === 3 ? -1 : random.integer(TABLE_ROWS);
    }
  }
  for (const sequences of network.plan.network.tape.sequenceInputs) {
    const pointers = batch.pointers(sequences);
    // Of one token, of the most, and of none.
    for (let s = 0; s < rows; s++) pointers[s + 1] = pointers[s] + [1, 9, 0, 5, 4, 8][s % 6];
    batch.count(sequences.tokens, pointers[rows]);
  }
  scalars.forEach((scalar, k) => {
    batch.set(scalar, 0.5 + k);
  });
}

/** Weighted losses of the first batch of the last run. */
export function lossOf(network: OpenNetwork): number {
  return network.plan.network.tape.losses.reduce((total, term) => {
    const { sum, count } = network.lossOf(term, 0);
    return total + (term.weight * (term.scalar === undefined ? 1 : network.batches[0].scalarOf(term.scalar)) * sum) / count;
  }, 0);
}

/** The loss of a batch; with `rate`, after which plain descent has taken a step. */
export async function step(network: OpenNetwork, rows: number, rate: number): Promise<number> {
  network.batches[0].begin(5, rate);
  filled(network, network.batches[0], rows);
  await network.run('training', 1);
  return lossOf(network);
}

/** Gradients of all parameters: what a step of plain descent with rate 1 takes off. */
export async function gradients(build: Build, kernels: Kernels, rows: number): Promise<Record<string, Float64Array>> {
  const network = await opened(build, kernels);
  const before = network.parameters();
  await step(network, rows, 1);
  const after = network.parameters();
  network.close();
  return Object.fromEntries(
    Object.entries(before).map(([name, values]) => [name, Float64Array.from(values, (value, k) => value - after[name][k])]),
  );
}
