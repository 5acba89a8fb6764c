import type { AlsKernels } from './als.ts';
import type { EpochKernels } from './epochs.ts';
import type { ItemWeightKernels } from './item-weights.ts';
import type { LeastSquaresKernels } from './least-squares.ts';
import type { MachineKernels } from './machine.ts';
import type { NeighborKernels } from './neighbors.ts';
import type { NeuralKernels } from './neural.ts';
import type { PageRankKernels } from './page-rank.ts';
import type { ProductKernels } from './products.ts';
import type { TopNKernels } from './top-n.ts';

/**
 * Arguments of every kernel, in order. A kernel is called once a chunk as
 * `kernel(...args, begin, end, chunk, scratch)` and returns a status: 0 = done, r + 1 = it failed at row r.
 * All matrices are row-major Float32; `factors` is a multiple of 4 (models pad), vectors are rows.
 */
export interface KernelArguments
  extends AlsKernels,
    EpochKernels,
    ItemWeightKernels,
    LeastSquaresKernels,
    MachineKernels,
    NeighborKernels,
    NeuralKernels,
    PageRankKernels,
    ProductKernels,
    TopNKernels {}
