/** Gradients of every operation: against finite differences in float64, fast kernels against readable ones, any number of threads. */
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { doubleKernels, gradients, opened, step } from './networks.ts';
import { operations } from './operations.ts';

const [alone, two, three] = await Promise.all([1, 2, 3].map((threads) => loadKernels({ threads, eager: threads > 1 })));
const ROWS = 6;

/** Slopes of the loss by central differences. */
async function slopes(name: string): Promise<Record<string, Float64Array>> {
  const network = await opened(operations[name], doubleKernels);
  const found: Record<string, Float64Array> = {};
  const width = 1e-5;
  for (const parameter of network.plan.network.tape.parameters) {
    const values = Float64Array.from(network.read(parameter));
    found[parameter.name] = new Float64Array(values.length);
    for (let k = 0; parameter.learns && k < values.length; k++) {
      const moved = (by: number): Float64Array => values.map((value, at) => (at === k ? value + by : value));
      network.write(parameter, moved(width));
      const above = await step(network, ROWS, 0);
      network.write(parameter, moved(-width));
      const below = await step(network, ROWS, 0);
      found[parameter.name][k] = (above - below) / (2 * width);
    }
    network.write(parameter, values);
  }
  return found;
}

describe.each(Object.keys(operations))('%s', (name) => {
  test('follows the slope of the loss', async () => {
    const [expected, got] = [await slopes(name), await gradients(operations[name], doubleKernels, ROWS)];
    let most = 0;
    for (const [parameter, values] of Object.entries(expected)) {
      values.forEach((value, k) => {
        // Parameters are handed over as float32, so what a step took off has 24 bits.
        expect(Math.abs(value - got[parameter][k]), `${parameter}[${k}]: ${value} against ${got[parameter][k]}`).toBeLessThan(1e-6);
        most = Math.max(most, Math.abs(value));
      });
    }
    expect(most).toBeGreaterThan(1e-3);
  });

  test('WebAssembly and plain TypeScript agree to 1e-5', async () => {
    const [expected, got] = [await gradients(operations[name], referenceKernels, ROWS), await gradients(operations[name], alone, ROWS)];
    for (const [parameter, values] of Object.entries(expected)) {
      values.forEach((value, k) => {
        expect(Math.abs(value - got[parameter][k]), `${parameter}[${k}]`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
      });
    }
  });

  test('same bits for 1, 2 and 3 threads', async () => {
    const expected = await gradients(operations[name], alone, ROWS);
    for (const kernels of [two, three]) expect(await gradients(operations[name], kernels, ROWS)).toEqual(expected);
  });
});
