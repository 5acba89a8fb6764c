/** Every kernel in plain TypeScript: what the fast kernels are tested against, and what runs where there is no WebAssembly. */
import { kernelFailure } from '../failure.ts';
import {
  type ArraySpec,
  chunkBounds,
  type KernelArray,
  type KernelName,
  type KernelSession,
  type Kernels,
  type RunOptions,
  type SessionArrays,
  type SessionLayout,
} from '../kernels.ts';
import type { KernelArguments } from '../signatures/signatures.ts';
import { alsBlock, alsConjugateGradient, alsDirect, alsObjective, partialGram } from './als.ts';
import { boundedRows } from './bounded.ts';
import { bprEpoch } from './bpr.ts';
import { adamStep, factorGradients, momentumStep } from './descent.ts';
import { gaussianRows, normalRows, squaredErrors } from './gaussian.ts';
import { coOccurrences, denseTopN, elasticNetRows, productTopN, sparseTopN } from './linear.ts';
import { logisticRows } from './logistic.ts';
import { machineEpoch, machineErrors, machineRows, machineSweep } from './machine.ts';
import { pairDifferences, similarPairs, sortLists } from './neighbors.ts';
import { machineScores, orderedCurve, orderedLatent } from './ordered.ts';
import { pageRankGather, pageRankStep } from './page-rank.ts';
import { gramDouble, sparseProduct, turnRows } from './products.ts';
import { implicitSums, svdEpoch, svdPPEpoch } from './sgd.ts';
import { sweepPanels, sweepPivot, sweepTiles } from './sweep.ts';
import { topN } from './top-n.ts';

/** Rows [begin, end) of chunk `chunk`; returns 0, or r + 1 where row r failed. */
export type ReferenceKernel<K extends KernelName> = (args: KernelArguments[K], begin: number, end: number, chunk: number) => number;

/** The kernels by name, callable on plain arrays. */
export const reference: { readonly [K in KernelName]: ReferenceKernel<K> } = {
  gram: partialGram,
  normalRows,
  gaussianRows,
  squaredErrors,
  alsDirect,
  alsConjugateGradient,
  alsBlock,
  alsObjective,
  bprEpoch,
  logisticRows,
  topN,
  svdEpoch,
  svdPPEpoch,
  implicitSums,
  similarPairs,
  sortLists,
  pairDifferences,
  machineRows,
  machineErrors,
  machineSweep,
  machineEpoch,
  pageRankGather,
  machineScores,
  orderedCurve,
  orderedLatent,
  pageRankStep,
  factorGradients,
  adamStep,
  momentumStep,
  boundedRows,
  sparseProduct,
  gramDouble,
  turnRows,
  coOccurrences,
  sweepPivot,
  sweepPanels,
  sweepTiles,
  elasticNetRows,
  productTopN,
  denseTopN,
  sparseTopN,
};

/** One thread, the caller's; arrays given to `open` are copied, as the fast kernels do. */
export const referenceKernels: Kernels = Object.freeze({ name: 'reference', threads: 1, open });

async function open<L extends SessionLayout>(layout: L): Promise<KernelSession<L>> {
  const arrays = Object.fromEntries(Object.entries(layout).map(([name, given]) => [name, arrayOf(given)])) as SessionArrays<L>;
  return { arrays, run, close() {} };
}

async function run<K extends KernelName>(kernel: K, args: KernelArguments[K], options: RunOptions): Promise<void> {
  const bounds = chunkBounds(options);
  for (let chunk = 0; chunk + 1 < bounds.length; chunk++) {
    options.signal?.throwIfAborted();
    const status = reference[kernel](args, bounds[chunk], bounds[chunk + 1], chunk);
    if (status !== 0) throw kernelFailure(kernel, status);
  }
}

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
} as const;

function arrayOf(given: KernelArray | ArraySpec): KernelArray {
  return 'type' in given ? new constructors[given.type](given.length) : given.slice();
}
