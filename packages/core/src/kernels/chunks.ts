/** Where the rows of a run are cut. */
import type { RunCuts, RunOptions } from './kernels.ts';

/** Chunk cuts [0, …, rows]; a pure function of the data and `RunOptions`, never of threads. */
export function chunkBounds(options: RunOptions): Uint32Array {
  const cuts = workCuts(options);
  if (options.meetAt === undefined) return cuts;
  const meetings = Array.from(options.meetAt).filter((row) => row > 0 && row < options.rows);
  return Uint32Array.from(new Set([...cuts, ...meetings])).sort();
}

/** For each phase (see `meetAt`) the number of chunks done when it ends; the last is the number of all chunks. */
export function phaseEnds(bounds: Uint32Array, { meetAt = [] }: RunOptions): number[] {
  const chunks = bounds.length - 1;
  const meetings = new Set(Array.from(meetAt));
  return [...Array.from({ length: chunks }, (_, chunk) => chunk).filter((chunk) => chunk > 0 && meetings.has(bounds[chunk])), chunks];
}

/** Made once for runs that repeat: many phases take longer to find than a short run takes. */
export function runCuts(options: RunOptions): RunCuts {
  if (options.cuts !== undefined) return options.cuts;
  const bounds = chunkBounds(options);
  return { bounds, phases: phaseEnds(bounds, options) };
}

/** A row costs its entries plus a constant, so that a million empty rows are not one chunk. */
const ROW_COST = 8;

function workCuts({ rows, grain, costs, maxChunks }: RunOptions): Uint32Array {
  if (rows === 0) return new Uint32Array([0]);
  if (costs !== undefined) {
    const total = costs[rows] - costs[0] + rows * ROW_COST;
    const target = Math.max(total / Math.min(maxChunks ?? 256, 256), 2048);
    const bounds = [0];
    let spent = 0;
    for (let row = 0; row < rows; row++) {
      spent += costs[row + 1] - costs[row] + ROW_COST;
      if (spent >= target && row + 1 < rows && (maxChunks === undefined || bounds.length < maxChunks)) {
        bounds.push(row + 1);
        spent = 0;
      }
    }
    bounds.push(rows);
    return Uint32Array.from(bounds);
  }
  const size = Math.max(grain ?? 256, Math.ceil(rows / (maxChunks ?? Number.POSITIVE_INFINITY)), 1);
  const chunks = Math.ceil(rows / size);
  return Uint32Array.from({ length: chunks + 1 }, (_, c) => Math.min(c * size, rows));
}
