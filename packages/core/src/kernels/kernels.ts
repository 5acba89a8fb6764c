/**
 * The one door to fast loops. A session puts all its arrays into one memory, runs kernels over rows there, and hands
 * the same arrays back: on WebAssembly they are views of its memory, in the reference they are plain arrays.
 */
import { LikewiseError } from '../errors.ts';
import type { KernelArguments } from './signatures/kernel-arguments.ts';

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

/** Arrays to copy in, or specs of arrays that start as zeros. */
export type SessionLayout = Readonly<Record<string, KernelArray | ArraySpec>>;
export type SessionArrays<L extends SessionLayout> = {
  readonly [K in keyof L]: L[K] extends ArraySpec<infer A> ? A : L[K];
};

/** Where a run is cut, and how many chunks are done when each of its phases ends. */
export interface RunCuts {
  readonly bounds: Uint32Array;
  readonly phases: readonly number[];
}

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
  /** Most threads that are worth it: small work in many phases is done sooner by few. @default all */
  readonly threads?: number | undefined;
  /** All of this found before, by `runCuts`. */
  readonly cuts?: RunCuts | undefined;
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

/** The error of status r + 1: row r has no solution. */
export function kernelFailure(kernel: KernelName, status: number): LikewiseError {
  const row = status - 1;
  return new LikewiseError(
    'not-positive-definite',
    `${kernel}: the normal equations of row ${row} are not positive definite; increase the regularization.`,
    { kernel, row },
  );
}

/** Length of a vector inside kernels: the next multiple of 4; the coordinates added are 0 and stay 0. */
export function paddedFactors(factors: number): number {
  return Math.ceil(factors / 4) * 4;
}
