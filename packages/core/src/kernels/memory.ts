/** The one memory of a session: where its arrays stand in it, and where it comes from. */
import { LikewiseError } from '../errors.ts';
import { type WasmMemory, webAssembly } from './host.ts';
import type { ArraySpec, KernelArray, SessionLayout } from './kernels.ts';

/** WebAssembly's unit of memory. */
export const PAGE_BYTES = 65536;
/** Arrays start at cache lines, so threads that write neighbouring arrays do not share one. */
const ALIGNMENT = 64;
const LIMIT_BYTES = 2 ** 32;

interface Constructor {
  new (length: number): KernelArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): KernelArray;
  readonly BYTES_PER_ELEMENT: number;
}
export const arrayTypes: Readonly<Record<ArraySpec['type'], Constructor>> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint8: Uint8Array,
};

interface Placed {
  readonly name: string;
  readonly construct: Constructor;
  readonly length: number;
  readonly byteOffset: number;
  /** What to copy in. */
  readonly source?: KernelArray | undefined;
}
interface MemoryLayout {
  readonly placed: readonly Placed[];
  /** Start of thread t's working memory: scratchStart + t · scratchStride. */
  readonly scratchStart: number;
  readonly scratchStride: number;
  readonly pages: number;
}

/** The first page is kept for static data and the control block. @throws LikewiseError `too-large` past 4 GiB. */
export function layOut(layout: SessionLayout, scratchBytes: number, threads: number): MemoryLayout {
  let at = PAGE_BYTES;
  const placed: Placed[] = [];
  for (const [name, given] of Object.entries(layout)) {
    const construct = isSpec(given) ? arrayTypes[given.type] : (given.constructor as unknown as Constructor);
    placed.push({ name, construct, length: given.length, byteOffset: at, source: isSpec(given) ? undefined : given });
    at = aligned(at + given.length * construct.BYTES_PER_ELEMENT);
  }
  const scratchStride = aligned(scratchBytes);
  const total = at + scratchStride * threads;
  const pages = Math.ceil(total / PAGE_BYTES);
  if (pages * PAGE_BYTES > LIMIT_BYTES) throw tooLarge(total, 'one WebAssembly memory ends at 4 GiB');
  return { placed, scratchStart: at, scratchStride, pages };
}

/** The placed arrays as views of a memory, in order: filled from their sources, or with zeros where the memory is not `fresh`. */
export function viewsOf({ placed }: MemoryLayout, { buffer }: WasmMemory, fresh: boolean): KernelArray[] {
  return placed.map(({ construct, length, byteOffset, source }) => {
    const view = new construct(buffer, byteOffset, length);
    if (source !== undefined) view.set(source);
    else if (!fresh) view.fill(0);
    return view;
  });
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function isSpec(given: KernelArray | ArraySpec): given is ArraySpec {
  return 'type' in given;
}

// Shared memory cannot be given back: V8 does not count it when it decides whether collecting garbage is worth it, and parked threads
// collect none. So one idle shared memory is kept, and grown for the next session.

interface Lease {
  readonly memory: WasmMemory;
  /** Whether its bytes are all zero. */
  readonly fresh: boolean;
}

const MOST_PAGES = 65536;
let idle: WasmMemory | undefined;

/** @throws LikewiseError `too-large` where the host does not give that much. */
export function takeMemory(pages: number, shared: boolean): Lease {
  if (shared && idle !== undefined) {
    const memory = idle;
    idle = undefined;
    if (grown(memory, pages)) return { memory, fresh: false };
  }
  // Room to grow is only reserved, not used; where a host refuses to reserve it, the exact size must do.
  for (const maximum of shared ? [MOST_PAGES, pages] : [pages]) {
    try {
      return { memory: new webAssembly!.Memory({ initial: pages, maximum, shared }), fresh: true };
    } catch {}
  }
  throw tooLarge(pages * PAGE_BYTES, 'this machine does not give that much in one piece');
}

/** Keeps the larger of two idle memories; nobody may use it any more. */
export function returnMemory(memory: WasmMemory): void {
  if (idle === undefined || idle.buffer.byteLength < memory.buffer.byteLength) idle = memory;
}

function grown(memory: WasmMemory, pages: number): boolean {
  const missing = pages - memory.buffer.byteLength / PAGE_BYTES;
  try {
    if (missing > 0) memory.grow(missing);
    return true;
  } catch {
    return false;
  }
}

/** @throws never; returns the error to throw. */
function tooLarge(bytes: number, why: string): LikewiseError {
  const gib = bytes / 2 ** 30;
  return new LikewiseError(
    'too-large',
    `kernels: this job needs ${gib.toFixed(gib < 10 ? 2 : 0)} GiB of memory, but ${why}; use fewer factors or fewer rows, or train on Apache Spark.`,
    { bytes },
  );
}
