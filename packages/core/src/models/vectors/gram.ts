/** YᵀY of one side's vectors, the part of every row's normal equations that all rows share (Hu, Koren, Volinsky 2008). */

import { chunkBounds } from '../../kernels/chunks.ts';
import { type KernelSession, paddedFactors, type RunOptions, type SessionLayout } from '../../kernels/kernels.ts';

/** Most pieces that a Gram matrix is summed in; depends on the settings alone, like every cut. */
export const gramChunks = (padded: number): number => (padded > 256 ? 8 : 32);

/** Any session that holds the two arrays, so that a refit of few rows can share this. */
export interface GramSession {
  readonly arrays: { readonly gram: Float32Array; readonly partials: Float32Array };
  readonly run: KernelSession<SessionLayout>['run'];
}

/** gram = unobserved · YᵀY of the side's fixed matrix, from partial sums in the order of chunks. */
export async function fillGram(
  session: GramSession,
  side: { readonly y: Float32Array; readonly otherRows: number },
  settings: { readonly factors: number; readonly unobservedWeight: number },
  signal: RunOptions['signal'],
): Promise<void> {
  const { gram, partials } = session.arrays;
  const padded = paddedFactors(settings.factors);
  const options: RunOptions = { rows: side.otherRows, grain: 64, maxChunks: gramChunks(padded), signal };
  partials.fill(0);
  await session.run('gram', [side.y, padded, partials], options);
  const chunks = chunkBounds(options).length - 1;
  for (let f = 0; f < padded; f++) {
    for (let g = f; g < padded; g++) {
      let sum = 0;
      for (let chunk = 0; chunk < chunks; chunk++) sum += partials[(chunk * padded + f) * padded + g];
      gram[f * padded + g] = gram[g * padded + f] = settings.unobservedWeight * sum;
    }
    // Coordinates of padding: 1 · x = 0, solvable without regularization too.
    if (f >= settings.factors) gram[f * padded + f] = 1;
  }
}
