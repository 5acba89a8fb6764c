/**
 * Memory of sessions. Shared memory cannot be given back: V8 does not count it when it decides whether collecting garbage
 * is worth it, and parked threads collect none. So one idle shared memory is kept, and grown for the next session.
 */
import { type WasmMemory, webAssembly } from './host.ts';
import { PAGE_BYTES, tooLarge } from './memory-layout.ts';

export interface Lease {
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
