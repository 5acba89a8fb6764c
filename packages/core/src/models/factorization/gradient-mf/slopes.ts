/** Cost and slope by kernel: the gradients of all rows at the present point, on all threads. */
import {
  type ArraySpec,
  float32,
  float64,
  type KernelSession,
  type Kernels,
  paddedFactors,
  type StopSignal,
} from '../../../kernels/kernels.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { columnOf, leadingColumns } from '../../../matrix/dense.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import type { Axis } from '../../vectors/rating-rows.ts';
import type { GradientMFParameters } from './cost.ts';

/** Users are rows [w, b, 0 …], items [x, 1, 0 …], so that their product is w·x + b; without biases [w, 0 …] and [x, 0 …]. */
export interface SlopeShape {
  readonly factors: number;
  readonly biases: boolean;
}

export function slopeWidth({ factors, biases }: SlopeShape): number {
  return paddedFactors(factors + (biases ? 1 : 0));
}

/** Parts of sums; never depends on threads. */
export const SLOPE_CHUNKS = 64;

export type SlopeLayout = Record<`${Axis}Pointers` | `${Axis}Indexes`, Uint32Array> &
  Record<`${Axis}Targets` | 'penalties', Float32Array> &
  Record<`${Axis}Rows` | `${Axis}Slopes`, ArraySpec<Float32Array>> &
  Record<`${Axis}Sums`, ArraySpec<Float64Array>>;

/** `targets` [users × items]: what w·x + b has to become. */
export function slopeLayout(targets: SparseRows, itemTargets: SparseRows, shape: SlopeShape, regularization: number): SlopeLayout {
  const width = slopeWidth(shape);
  return {
    userPointers: targets.pointers,
    userIndexes: targets.indexes,
    userTargets: targets.values,
    itemPointers: itemTargets.pointers,
    itemIndexes: itemTargets.indexes,
    itemTargets: itemTargets.values,
    userRows: float32(targets.rows * width),
    itemRows: float32(itemTargets.rows * width),
    userSlopes: float32(targets.rows * width),
    itemSlopes: float32(itemTargets.rows * width),
    // The bias, at coordinate `factors`, has no penalty.
    penalties: new Float32Array(width).fill(regularization, 0, shape.factors),
    userSums: float64(SLOPE_CHUNKS * 2),
    itemSums: float64(SLOPE_CHUNKS * 2),
  };
}

/** Writes the slopes of scale/2 · Σ error² + λ/2 (Σ w² + Σ x²) along both axes; gives Σ error² and λ (Σ w² + Σ x²). */
export async function computeSlopes(
  session: KernelSession<SlopeLayout>,
  shape: SlopeShape,
  scale: number,
  signal?: StopSignal,
): Promise<{ readonly squares: number; readonly penalty: number }> {
  const { arrays: a } = session;
  for (const axis of ['user', 'item'] as const) {
    const [pointers, sums] = [a[`${axis}Pointers`], a[`${axis}Sums`]];
    const ratings = [pointers, a[`${axis}Indexes`], a[`${axis}Targets`]] as const;
    const rows = axis === 'user' ? ([a.userRows, a.itemRows] as const) : ([a.itemRows, a.userRows] as const);
    // The 1 that carries the user's bias does not move.
    const fixed = axis === 'item' && shape.biases ? shape.factors : -1;
    sums.fill(0);
    const args = [...ratings, ...rows, a.penalties, scale, fixed, slopeWidth(shape), a[`${axis}Slopes`], sums] as const;
    const work = { rows: pointers.length - 1, costs: pointers, maxChunks: SLOPE_CHUNKS, signal };
    await session.run('factorGradients', [...args], work);
  }
  let squares = 0;
  let penalty = 0;
  for (let chunk = 0; chunk < SLOPE_CHUNKS; chunk++) {
    squares += a.userSums[chunk * 2];
    penalty += a.userSums[chunk * 2 + 1] + a.itemSums[chunk * 2 + 1];
  }
  return { squares, penalty };
}

/**
 * `gradientMFCost` and `gradientMFGradient` at once by the kernels that training runs, on all threads: vectors in float32,
 * sums of squares in float64.
 */
export async function gradientMFCostAndGradient(
  { userFactors, userBias, itemFactors }: GradientMFParameters,
  ratings: SparseRows,
  regularization: number,
  { threads, kernels }: { readonly threads?: number | undefined; readonly kernels?: Kernels | undefined } = {},
): Promise<{ readonly cost: number; readonly gradient: GradientMFParameters<Float32Array> }> {
  const { columns: factors } = userFactors;
  const shape = { factors, biases: true };
  const width = slopeWidth(shape);
  const host = kernels ?? (await loadKernels({ threads }));
  const session = await host.open(slopeLayout(ratings, transpose(ratings).matrix, shape, regularization));
  try {
    const a = session.arrays;
    for (let u = 0; u < userFactors.rows; u++) {
      a.userRows.set(userFactors.values.subarray(u * factors, (u + 1) * factors), u * width);
      a.userRows[u * width + factors] = userBias[u];
    }
    for (let i = 0; i < itemFactors.rows; i++) {
      a.itemRows.set(itemFactors.values.subarray(i * factors, (i + 1) * factors), i * width);
      a.itemRows[i * width + factors] = 1;
    }
    const { squares, penalty } = await computeSlopes(session, shape, 1);
    const gradient = {
      userFactors: leadingColumns(a.userSlopes, width, factors),
      userBias: columnOf(a.userSlopes, width, factors),
      itemFactors: leadingColumns(a.itemSlopes, width, factors),
    };
    return { cost: (squares + penalty) / 2, gradient };
  } finally {
    session.close();
  }
}
