/** Matrix products as instructions of a network: against sums in float64, nothing written beside the rows of the target, same bits for any number of threads. */
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { HEAD } from '../../src/kernels/neural-program.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';
import { recordsOf } from '../../src/neural/plan.ts';
import { Tape } from '../../src/neural/tape.ts';

const [alone, three] = await Promise.all([loadKernels({ threads: 1 }), loadKernels({ threads: 3, eager: true })]);
/** What a tape has by default. */
const SCRATCH_BYTES = new Tape().scratchBytes;
const OPERATIONS = ['productNN', 'productNT', 'productTN'] as const;
/** Rows and columns of the target, and products that an element adds up: below, at and above the edges of tiles, panels and blocks. */
const SHAPES = [
  [1, 1, 1],
  [1, 8, 3],
  [3, 5, 0],
  [4, 8, 4],
  [5, 3, 7],
  [7, 9, 256],
  [9, 23, 257],
  [16, 40, 33],
  [21, 17, 70],
  [33, 12, 20],
  [64, 31, 300],
  [65, 6, 13],
  [130, 20, 515],
  // Rows that lie far apart, on the right side and on the left: they are packed.
  [21, 601, 130],
  [523, 37, 131],
] as const;

interface Case {
  readonly operation: (typeof OPERATIONS)[number];
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly add: boolean;
}

/** As tensors stand: rows of one number close, others at multiples of four. */
const strideOf = (width: number): number => (width === 1 ? 1 : Math.ceil(width / 4) * 4);

/** Words of the arena; target, left and right side stand one after the other. */
function arena({ operation, rows, columns, depth }: Case) {
  const left = operation === 'productTN' ? [depth, rows] : [rows, depth];
  const right = operation === 'productNT' ? [columns, depth] : [depth, columns];
  const strides = [columns, left[1], right[1]].map(strideOf);
  const starts = [0, rows * strides[0], rows * strides[0] + left[0] * strides[1]].map((start) => Math.ceil(start / 4) * 4);
  const random = seededRandom(7);
  const floats = Float32Array.from({ length: starts[2] + right[0] * strides[2] + 4 }, () => random.normal());
  return { strides, starts, floats };
}

async function product(kernels: typeof alone, one: Case, step: number): Promise<Float32Array> {
  const { strides, starts, floats } = arena(one);
  const counter = HEAD.counters;
  const depth = one.operation === 'productTN' ? counter + 1 : one.depth;
  const instruction = {
    operation: one.operation,
    rows: { name: 'rows', size: one.rows, counter, fixed: false },
    operands: [starts[0], strides[0], one.columns, starts[1], strides[1], depth, starts[2], strides[2], Number(one.add)],
    reads: [],
    writes: [],
    work: 1,
  };
  const tasks = Array.from({ length: Math.ceil(one.rows / step) }, (_, k) => [0, 1, k * step, Math.min((k + 1) * step, one.rows)]);
  const records = recordsOf({ instructions: [instruction], tasks: new Int32Array(0), phaseEnds: [], work: 1, works: [] });
  const inputs = new Int32Array(16);
  inputs.set([one.rows, one.depth], counter);
  const session = await kernels.open(
    { tasks: Int32Array.from(tasks.flat()), records, floats, inputs, sums: new Float64Array(1) },
    { scratchBytes: SCRATCH_BYTES },
  );
  const a = session.arrays;
  const given = [a.tasks, tasks.length, a.records, a.floats, a.inputs, inputs.length, a.sums, 0, 0] as const;
  await session.run('neuralSteps', [...given], { rows: tasks.length, grain: 1 });
  const result = a.floats.slice();
  session.close();
  return result;
}

/** The whole arena afterwards. */
function expected(one: Case): Float64Array {
  const { strides, starts, floats } = arena(one);
  const result = Float64Array.from(floats);
  for (let r = 0; r < one.rows; r++) {
    for (let c = 0; c < one.columns; c++) {
      let sum = one.add ? floats[r * strides[0] + c] : 0;
      for (let p = 0; p < one.depth; p++) {
        const left = one.operation === 'productTN' ? p * strides[1] + r : r * strides[1] + p;
        const right = one.operation === 'productNT' ? c * strides[2] + p : p * strides[2] + c;
        sum += floats[starts[1] + left] * floats[starts[2] + right];
      }
      result[r * strides[0] + c] = sum;
    }
  }
  return result;
}

const cases = OPERATIONS.flatMap((operation) =>
  SHAPES.flatMap(([rows, columns, depth]) => [false, true].map((add): Case => ({ operation, rows, columns, depth, add }))),
);

describe.each(OPERATIONS)('%s', (name) => {
  const own = cases.filter(({ operation }) => operation === name);

  test('is the sum of the products, beside which nothing is written', async () => {
    for (const one of own) {
      const exact = expected(one);
      const room = 2e-6 * Math.max(1, one.depth);
      for (const kernels of [alone, referenceKernels]) {
        (await product(kernels, one, one.rows)).forEach((value, k) => {
          const stride = strideOf(one.columns);
          // What stands between the rows of the target may be anything.
          if (k < one.rows * stride && k % stride >= one.columns) return;
          const inTarget = k < one.rows * stride;
          const off = Math.abs(value - exact[k]);
          if (!(inTarget ? off <= room : off === 0)) expect.fail(`${JSON.stringify(one)}: word ${k} is ${value}, expected ${exact[k]}`);
        });
      }
    }
  });

  test('same bits in pieces of any rows, and on three threads', async () => {
    for (const one of own.filter(({ add }) => add)) {
      const whole = await product(alone, one, one.rows);
      for (const step of [1, 3, 8, 24]) expect(await product(alone, one, step), `${JSON.stringify(one)} by ${step}`).toEqual(whole);
    }
    const [largest] = own.slice(-1);
    expect(await product(three, largest, 16)).toEqual(await product(alone, largest, largest.rows));
  });
});
