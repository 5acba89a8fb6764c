/** Every kernel in plain TypeScript: what the fast kernels are tested against, and what runs where there is no WebAssembly. */
import { runCuts } from '../chunks.ts';
import {
  type ArraySpec,
  type KernelArray,
  type KernelName,
  type KernelSession,
  type Kernels,
  kernelFailure,
  type RunOptions,
  type SessionArrays,
  type SessionLayout,
} from '../kernels.ts';
import { arrayTypes } from '../memory.ts';
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import * as als from './als.ts';
import * as bpr from './bpr.ts';
import * as itemWeights from './item-weights.ts';
import * as leastSquares from './least-squares.ts';
import * as logistic from './logistic.ts';
import * as machine from './machine.ts';
import * as neighbors from './neighbors.ts';
import * as neural from './neural.ts';
import * as ordered from './ordered.ts';
import * as pageRank from './page-rank.ts';
import * as products from './products.ts';
import type { Twin } from './rows.ts';
import * as svd from './svd.ts';
import * as topN from './top-n.ts';

/** The kernels by name, callable on plain arrays. */
export const reference: { readonly [K in KernelName]: Twin<K> } = {
  ...als,
  ...bpr,
  ...itemWeights,
  ...leastSquares,
  ...logistic,
  ...machine,
  ...neighbors,
  ...neural,
  ...ordered,
  ...pageRank,
  ...products,
  ...svd,
  ...topN,
};

/** One thread, the caller's; arrays given to `open` are copied, as the fast kernels do. */
export const referenceKernels: Kernels = Object.freeze({ name: 'reference', threads: 1, open });

async function open<L extends SessionLayout>(layout: L): Promise<KernelSession<L>> {
  const arrays = Object.fromEntries(Object.entries(layout).map(([name, given]) => [name, arrayOf(given)])) as SessionArrays<L>;
  return { arrays, run, close() {} };
}

async function run<K extends KernelName>(kernel: K, args: KernelArguments[K], options: RunOptions): Promise<void> {
  const { bounds } = runCuts(options);
  for (let chunk = 0; chunk + 1 < bounds.length; chunk++) {
    options.signal?.throwIfAborted();
    const status = reference[kernel](args, bounds[chunk], bounds[chunk + 1], chunk);
    if (status !== 0) throw kernelFailure(kernel, status);
  }
}

function arrayOf(given: KernelArray | ArraySpec): KernelArray {
  return 'type' in given ? new arrayTypes[given.type](given.length) : given.slice();
}
