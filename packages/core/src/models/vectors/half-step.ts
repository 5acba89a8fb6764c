/** Half-steps of alternating least squares on likes: the vectors of one axis are solved while those of the other are held. */
import { chunkBounds } from '../../kernels/chunks.ts';
import { type KernelSession, paddedFactors, type RunOptions, type SessionLayout } from '../../kernels/kernels.ts';
import type { AlsSystem } from '../../kernels/signatures/als.ts';
import { type DenseMatrix, leadingColumns } from '../../matrix/dense.ts';

export interface HalfStep {
  readonly pointers: Uint32Array;
  readonly indexes: Uint32Array;
  /** Confidences above that of an unobserved pair; [entries]. */
  readonly weights: Float32Array;
  /** Solved; [rows × padded factors]. */
  readonly x: Float32Array;
  /** Held; [otherRows × padded factors]. */
  readonly y: Float32Array;
  /** λ; [rows]. */
  readonly penalties: Float32Array;
  readonly rows: number;
  readonly otherRows: number;
}

export interface HalfStepSettings {
  readonly factors: number;
  readonly unobservedWeight: number;
}

/** Any session that holds the two arrays, so that a refit of few rows can share this. */
export interface GramSession {
  readonly arrays: { readonly gram: Float32Array; readonly partials: Float32Array };
  readonly run: KernelSession<SessionLayout>['run'];
}

/** What the arguments of the kernels begin with. */
export function systemOf(
  { arrays }: GramSession,
  { pointers, indexes, weights, x, y, penalties }: HalfStep,
  { unobservedWeight, factors }: HalfStepSettings,
): AlsSystem {
  return [pointers, indexes, weights, x, y, arrays.gram, penalties, unobservedWeight, paddedFactors(factors)];
}

/** Most pieces that a Gram matrix is summed in; depends on the settings alone, like every cut. */
export const gramChunks = (padded: number): number => (padded > 256 ? 8 : 32);

/**
 * gram = unobserved · YᵀY of the held vectors, the part of every row's normal equations that all rows share (Hu, Koren, Volinsky 2008);
 * from partial sums in the order of chunks.
 */
export async function fillGram(
  session: GramSession,
  { y, otherRows }: Pick<HalfStep, 'y' | 'otherRows'>,
  { factors, unobservedWeight }: HalfStepSettings,
  signal: RunOptions['signal'],
): Promise<void> {
  const { gram, partials } = session.arrays;
  const padded = paddedFactors(factors);
  const options: RunOptions = { rows: otherRows, grain: 64, maxChunks: gramChunks(padded), signal };
  partials.fill(0);
  await session.run('gram', [y, padded, partials], options);
  const chunks = chunkBounds(options).length - 1;
  for (let f = 0; f < padded; f++) {
    for (let g = f; g < padded; g++) {
      let sum = 0;
      for (let chunk = 0; chunk < chunks; chunk++) sum += partials[(chunk * padded + f) * padded + g];
      gram[f * padded + g] = gram[g * padded + f] = unobservedWeight * sum;
    }
    // Coordinates of padding: 1 · x = 0, solvable without regularization too.
    if (f >= factors) gram[f * padded + f] = 1;
  }
}

/** A copy of the gram; [factors × factors]. */
export function gramOf({ arrays: { gram } }: GramSession, factors: number): DenseMatrix {
  const padded = paddedFactors(factors);
  return leadingColumns(gram.subarray(0, factors * padded), padded, factors);
}

/** What the half-step's rows add to the objective, while `gram` is still its own. */
export async function objectiveOf(
  session: GramSession & { readonly arrays: { readonly objectiveParts: Float64Array } },
  half: HalfStep,
  settings: HalfStepSettings,
  signal: RunOptions['signal'],
): Promise<number> {
  const { objectiveParts } = session.arrays;
  objectiveParts.fill(0);
  const work = { rows: half.rows, costs: half.pointers, signal };
  await session.run('alsObjective', [...systemOf(session, half, settings), objectiveParts], work);
  return objectiveParts.reduce((sum, part) => sum + part, 0);
}
