/**
 * The one file of core that touches the host. Core compiles without DOM and Node types, so what is used is declared here,
 * no more than that; everything is optional, because browsers, Node, Deno, Bun and edge workers differ.
 */

export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  grow(pages: number): number;
}
export type WasmModule = object;
export type WasmExports = Readonly<Record<string, (...args: number[]) => number>>;

interface WebAssemblyHost {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports: object) => { readonly exports: WasmExports };
  Memory: new (descriptor: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
}

interface NodeWorker {
  postMessage(message: unknown): void;
  on(event: string, listener: (value: unknown) => void): void;
  ref(): void;
  unref(): void;
}
interface WebWorker {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

interface HostGlobals {
  readonly WebAssembly?: WebAssemblyHost;
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly performance?: { now(): number };
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly Worker?: new (url: string) => WebWorker;
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
}
const host = globalThis as unknown as HostGlobals;

export const webAssembly: WebAssemblyHost | undefined = host.WebAssembly;

/** Milliseconds from some start. */
export function now(): number {
  return host.performance === undefined ? Date.now() : host.performance.now();
}

/** Resolves after the event loop has gone round once: signals, timers and messages have run. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (host.setImmediate !== undefined) host.setImmediate(() => resolve());
    else host.setTimeout(resolve, 0);
  });
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => host.setTimeout(resolve, ms));
}

/** Processors this process may use; 1 where the host does not say. */
export function availableThreads(): number {
  const os = nodeModule<{ availableParallelism?(): number }>('node:os');
  return Math.max(1, os?.availableParallelism?.() ?? host.navigator?.hardwareConcurrency ?? 1);
}

export interface HostWorker {
  post(message: unknown): void;
  /** Whether this worker keeps the program alive. */
  hold(held: boolean): void;
}

/** Whether `startWorker` can work here. */
export function hasWorkers(): boolean {
  return (
    nodeModule('node:worker_threads') !== undefined ||
    (host.Worker !== undefined && host.Blob !== undefined && host.URL?.createObjectURL !== undefined)
  );
}

/** A thread that runs `source`. It does not keep the program alive until held. @throws where the host refuses. */
export function startWorker(source: string, onMessage: (data: unknown) => void, onFailure: (reason: string) => void): HostWorker {
  const threads = nodeModule<{ Worker: new (source: string, options: object) => NodeWorker }>('node:worker_threads');
  if (threads !== undefined) {
    // Without the program's own flags: loaders and inspectors have no business in a kernel thread.
    const worker = new threads.Worker(source, { eval: true, execArgv: [], stdin: false, name: 'likewise-kernels' });
    worker.on('message', onMessage);
    worker.on('error', (error) => onFailure(String(error)));
    worker.on('exit', (code) => onFailure(`it exited with code ${code}`));
    worker.unref();
    return {
      post: (message) => worker.postMessage(message),
      hold: (held) => (held ? worker.ref() : worker.unref()),
    };
  }
  const { Worker, Blob, URL } = host as Required<HostGlobals>;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = ({ message }) => onFailure(message ?? 'the host refused its source');
  return { post: (message) => worker.postMessage(message), hold() {} };
}

function nodeModule<T>(name: string): T | undefined {
  return host.process?.getBuiltinModule?.(name) as T | undefined;
}
