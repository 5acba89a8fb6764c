/** The fastest kernels that this host can run. */
import { LikewiseError } from '../errors.ts';
import { availableThreads, hasWorkers, webAssembly } from './host.ts';
import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/reference.ts';
import { compiledModule } from './wasm-module.ts';
import { openWasmSession } from './wasm-session.ts';

export interface LoadOptions {
  /** Integer ≥ 1. @default all processors */
  readonly threads?: number | undefined;
  /** Give all work to the threads, however short, instead of beginning on the caller's: for tests. @default false */
  readonly eager?: boolean | undefined;
}

/**
 * WebAssembly on threads where the host has shared memory and workers, else on the calling thread, else plain TypeScript.
 * The number of threads never changes a result.
 * @throws LikewiseError `invalid-option` unless threads is an integer ≥ 1.
 */
export async function loadKernels({ threads = availableThreads(), eager = false }: LoadOptions = {}): Promise<Kernels> {
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new LikewiseError('invalid-option', `kernels: threads must be an integer ≥ 1; got ${threads}.`, {
      option: 'threads',
      value: threads,
    });
  }
  const crew = hasSharedMemory() && hasWorkers() ? Math.min(threads, MOST_THREADS) : 1;
  const module = await compiledModule(crew > 1);
  if (module === undefined) return referenceKernels;
  return Object.freeze({
    name: 'wasm',
    threads: crew,
    open: async (layout, options) => openWasmSession(module, { threads: crew, eager }, layout, options),
  } satisfies Kernels);
}
/** Beyond this, memory bandwidth has long been the limit. */
const MOST_THREADS = 64;

function hasSharedMemory(): boolean {
  try {
    return new webAssembly!.Memory({ initial: 1, maximum: 1, shared: true }).buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}
