/**
 * A kernel at once, on the calling thread: what fold-in needs. With WebAssembly it is the kernel that training
 * runs, so the row that training solved comes out with the same bits.
 */
import { type WasmExports, type WasmMemory, webAssembly } from './host.ts';
import { type KernelArray, type KernelName, kernelFailure } from './kernels.ts';
import { layOut, viewsOf } from './memory.ts';
import { reference } from './reference/reference.ts';
import type { KernelArguments } from './signatures/kernel-arguments.ts';
import { moduleAtOnce } from './wasm-module.ts';

/** Kept between calls: a host reserves much address space for each memory. Calls never overlap. */
let machine: { readonly exports: WasmExports; readonly memory: WasmMemory; readonly pages: number } | undefined;

/**
 * Runs a kernel over `rows` rows on copies of its arrays; gives the array `result` as it stands afterwards. For one or a
 * few rows: longer work belongs in a session. @throws what the kernel reports
 */
export function runOnce<K extends KernelName>(
  kernel: K,
  args: KernelArguments[K],
  { rows, scratchBytes, result }: { readonly rows: number; readonly scratchBytes: number; readonly result: Float32Array },
): Float32Array {
  const module = moduleAtOnce();
  const list: readonly (number | KernelArray)[] = args;
  if (module === undefined) {
    const copies = list.map((value) => (typeof value === 'number' ? value : value.slice()));
    const status = reference[kernel](copies as unknown as KernelArguments[K], 0, rows, 0);
    if (status !== 0) throw kernelFailure(kernel, status);
    return copies[list.indexOf(result)] as Float32Array;
  }
  const arrays = list.filter((value) => typeof value !== 'number');
  const plan = layOut(Object.fromEntries(arrays.map((array, k) => [String(k), array])), scratchBytes, 1);
  if (machine === undefined || machine.pages < plan.pages) {
    // Room to grow by half, so that ever longer rows do not each ask for a new memory.
    const pages = Math.ceil(plan.pages * 1.5);
    const memory = new webAssembly!.Memory({ initial: pages, maximum: pages });
    machine = { exports: new webAssembly!.Instance(module, { env: { memory } }).exports, memory, pages };
  }
  const views = new Map(viewsOf(plan, machine.memory, true).map((view, k) => [arrays[k], view]));
  const addresses = list.map((value) => (typeof value === 'number' ? value : views.get(value)!.byteOffset));
  const status = machine.exports[kernel](...addresses, 0, rows, 0, plan.scratchStart);
  if (status !== 0) throw kernelFailure(kernel, status);
  return (views.get(result) as Float32Array).slice();
}
