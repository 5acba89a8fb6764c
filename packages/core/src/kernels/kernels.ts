/**
 * The one door to fast loops. A session puts all its arrays into one memory, runs kernels over rows there, and hands
 * the same arrays back: on WebAssembly they are views of its memory, in the reference they are plain arrays.
 */
import type { KernelArguments } from './signatures/signatures.ts';

export type KernelName = keyof KernelArguments;
export type KernelArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A zeroed array of the session. */
export interface ArraySpec<A extends KernelArray = KernelArray> {
  readonly type: 'float32' | 'float64' | 'int32' | 'uint32' | 'uint8';
  readonly length: number;
  /** Never present; carries the array's type. */
  readonly array?: A;
}
export const float32 = (length: number): ArraySpec<Float32Array> => ({ type: 'float32', length });
export const float64 = (length: number): ArraySpec<Float64Array> => ({ type: 'float64', length });
export const int32 = (length: number): ArraySpec<Int32Array> => ({ type: 'int32', length });
export const uint32 = (length: number): ArraySpec<Uint32Array> => ({ type: 'uint32', length });
export const uint8 = (length: number): ArraySpec<Uint8Array> => ({ type: 'uint8', length });

/** Arrays to copy in, or specs of arrays that start as zeros. */
export type SessionLayout = Readonly<Record<string, KernelArray | ArraySpec>>;
export type SessionArrays<L extends SessionLayout> = {
  readonly [K in keyof L]: L[K] extends ArraySpec<infer A> ? A : L[K];
};

export interface RunOptions {
  /** Number of rows, cut into chunks [begin, end). */
  readonly rows: number;
  /**
   * Where to cut: `grain` rows a chunk, or `costs` = pointers of a CSR with one row a row, for chunks of similar cost.
   * Cuts never depend on the number of threads, so neither do sums over chunks.
   */
  readonly grain?: number;
  readonly costs?: Uint32Array;
  /** Most chunks, for kernels that write one partial result a chunk (see `chunkBounds`). */
  readonly maxChunks?: number;
  /**
   * Rows, ascending, at which all threads meet: every row before is done before any row from there on starts. For work in
   * phases, such as the diagonals of a blocked grid. Chunks are cut there too.
   */
  readonly meetAt?: ArrayLike<number>;
  /** Asked between chunks. */
  readonly signal?: StopSignal | undefined;
}

/** What `AbortSignal` satisfies; named here because core knows no DOM. */
export interface StopSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

export interface KernelSession<L extends SessionLayout> {
  readonly arrays: SessionArrays<L>;
  /** Runs a kernel on every chunk, on all threads; resolves when all rows are done. @throws what the kernel reports, see `KernelStatus`. */
  run<K extends KernelName>(kernel: K, args: KernelArguments[K], options: RunOptions): Promise<void>;
  /** Gives the memory back. Arrays are dead afterwards: copy out what is kept. */
  close(): void;
}

export interface OpenOptions {
  /** Bytes of private working memory that a kernel needs on each thread; each kernel's doc says how many. */
  readonly scratchBytes?: number;
}

export interface Kernels {
  readonly name: 'wasm' | 'reference';
  /** Threads that `run` uses. */
  readonly threads: number;
  /** @throws LikewiseError `too-large` with the estimate when the arrays pass 4 GiB. */
  open<L extends SessionLayout>(layout: L, options?: OpenOptions): Promise<KernelSession<L>>;
}

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

function workCuts({ rows, grain, costs, maxChunks }: RunOptions): Uint32Array {
  if (rows === 0) return new Uint32Array([0]);
  if (costs !== undefined) {
    // A row costs its entries plus a constant, so that a million empty rows are not one chunk.
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
const ROW_COST = 8;
