/**
 * The kernel `topN` for one user at a time, answered at once: a small memory of its own, opened without waiting, on the
 * calling thread. For servers, where a list is due now and threads would cost more than they give.
 */
import { webAssembly } from './host.ts';
import { float32, int32, uint32 } from './kernels.ts';
import { layOut, PAGE_BYTES, viewsOf } from './memory.ts';
import type { Panels } from './panels.ts';
import { topNScratchBytes } from './scratch.ts';
import { moduleAtOnce } from './wasm-module.ts';

export interface TopNScan {
  /** Most entries of a list. */
  readonly maxN: number;
  /**
   * The n ≤ maxN best columns by vector · column, best first, ties by lower column; columns marked 1 in `unwanted`
   * [columns] and columns of norm 0 are left out. The result is a view, valid until the next call.
   */
  best(vector: ArrayLike<number>, unwanted: Uint8Array, n: number): Int32Array;
}

/** `undefined` where the host has no SIMD WebAssembly, or will not compile it at once. `factors` is a multiple of 4. */
export function openTopNScan(panels: Panels, columns: number, factors: number, maxN: number): TopNScan | undefined {
  const module = moduleAtOnce();
  if (webAssembly === undefined || module === undefined) return undefined;
  const plan = layOut(
    {
      rows: uint32(1),
      vector: float32(factors),
      packed: panels.packed,
      norms: panels.norms,
      columnOf: panels.columnOf,
      positionOf: panels.positionOf,
      pointers: uint32(2),
      indexes: uint32(columns),
      bestColumns: int32(maxN),
      bestScores: float32(maxN),
    },
    topNScratchBytes(columns, factors),
    1,
  );
  try {
    const memory = new webAssembly.Memory({ initial: plan.pages, maximum: plan.pages });
    if (plan.pages * PAGE_BYTES > memory.buffer.byteLength) return undefined;
    const { exports } = new webAssembly.Instance(module, { env: { memory } });
    const [rows, vector, packed, norms, columnOf, positionOf, pointers, indexes, bestColumns, bestScores] = viewsOf(plan, memory, true);
    let scanned = columns;
    while (scanned > 0 && panels.norms[scanned - 1] === 0) scanned--;
    // The panels themselves need not live on: the memory has its copy.
    const positions = panels.positionOf;
    const matrices = [rows, vector, packed, norms, columnOf, positionOf].map(({ byteOffset }) => byteOffset);
    return { maxN, best };

    function best(given: ArrayLike<number>, unwanted: Uint8Array, n: number): Int32Array {
      vector.set(given);
      let count = 0;
      // Four marks at a time: few columns are unwanted as a rule, and looking at each costs as much as scoring them.
      const words = unwanted.byteOffset % 4 === 0 ? new Uint32Array(unwanted.buffer, unwanted.byteOffset, columns >> 2) : undefined;
      for (let column = 0; column < columns; ) {
        if (words !== undefined && column % 4 === 0 && words[column >> 2] === 0) {
          column += 4;
          continue;
        }
        // Columns that are not scanned have no byte to mark.
        if (unwanted[column] === 1 && positions[column] < scanned) indexes[count++] = column;
        column++;
      }
      pointers[1] = count;
      const list = [pointers.byteOffset, indexes.byteOffset, 1, factors, n, bestColumns.byteOffset, bestScores.byteOffset];
      exports['topN'](...matrices, scanned, ...list, 0, 1, 0, plan.scratchStart);
      const found = (bestColumns as Int32Array).subarray(0, n);
      const end = found.indexOf(-1);
      return end < 0 ? found : found.subarray(0, end);
    }
  } catch {
    return undefined; // the host does not give that much memory
  }
}
