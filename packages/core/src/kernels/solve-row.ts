/**
 * One row of `alsDirect` at once, on the calling thread: what folding in a person needs. With WebAssembly it is the kernel
 * that training runs, so the row that training solved comes out with the same bits.
 */
import { decodeBase64 } from './base64.ts';
import { kernelFailure } from './failure.ts';
import { singleMemory } from './generated/wasm-bytes.ts';
import { type WasmExports, type WasmMemory, type WasmModule, webAssembly } from './host.ts';
import type { KernelArray, SessionLayout } from './kernels.ts';
import { layOut } from './memory-layout.ts';
import { reference } from './reference.ts';
import { alsScratchBytes } from './scratch.ts';
import type { KernelArguments } from './signatures.ts';

export interface RowProblem {
  /** Confidence of each entry above the unobserved weight; [entries]. */
  readonly weights: Float32Array;
  /** The fixed vectors of the entries, in order; [entries × factors]. */
  readonly y: Float32Array;
  /** As `alsDirect` takes it; [factors × factors]. */
  readonly gram: Float32Array;
  readonly penalty: number;
  readonly unobserved: number;
  /** A multiple of 4. */
  readonly factors: number;
}

/** The solution of the row; [factors]. @throws LikewiseError `not-positive-definite` */
export function solveRow({ weights, y, gram, penalty, unobserved, factors }: RowProblem): Float32Array {
  const entries = weights.length;
  const layout = {
    pointers: Uint32Array.of(0, entries),
    indexes: Uint32Array.from({ length: entries }, (_, e) => e),
    weights,
    x: new Float32Array(factors),
    y,
    gram,
    penalties: Float32Array.of(penalty),
  };
  const machine = placeOnMachine(layout, alsScratchBytes(factors, entries));
  if (machine === undefined) {
    const { pointers, indexes, x, penalties } = layout;
    const args: KernelArguments['alsDirect'] = [pointers, indexes, weights, x, y, gram, penalties, unobserved, factors];
    const status = reference.alsDirect(args, 0, 1, 0);
    if (status !== 0) throw kernelFailure('alsDirect', status);
    return x;
  }
  const { exports, addresses, scratch, views } = machine;
  const status = exports['alsDirect'](...addresses, unobserved, factors, 0, 1, 0, scratch);
  if (status !== 0) throw kernelFailure('alsDirect', status);
  return (views.get('x') as Float32Array).slice();
}

/** Kept between calls: a host reserves much address space for each memory. Calls never overlap. */
let machine: { readonly exports: WasmExports; readonly memory: WasmMemory; readonly pages: number } | undefined;
let module: WasmModule | undefined | null;

/** Copies the arrays in; `undefined` where the host has no WebAssembly or will not compile it here. */
function placeOnMachine(layout: SessionLayout, scratchBytes: number) {
  if (module === undefined) {
    try {
      module = webAssembly === undefined ? null : new webAssembly.Module(decodeBase64(singleMemory));
    } catch {
      module = null; // no SIMD, or a page that may compile only asynchronously
    }
  }
  if (module === null) return undefined;
  const plan = layOut(layout, scratchBytes, 1);
  if (machine === undefined || machine.pages < plan.pages) {
    // Room to grow by half, so that ever longer rows do not each ask for a new memory.
    const pages = Math.ceil(plan.pages * 1.5);
    const memory = new webAssembly!.Memory({ initial: pages, maximum: pages });
    machine = { exports: new webAssembly!.Instance(module, { env: { memory } }).exports, memory, pages };
  }
  const views = new Map<string, KernelArray>();
  for (const { name, construct, length, byteOffset, source } of plan.placed) {
    const view = new construct(machine.memory.buffer, byteOffset, length);
    if (source !== undefined) view.set(source);
    views.set(name, view);
  }
  return { exports: machine.exports, addresses: plan.placed.map((array) => array.byteOffset), scratch: plan.scratchStart, views };
}
