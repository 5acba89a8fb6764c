/** One memory, its arrays, and the running of kernels on them: on the calling thread in slices, or on all threads. */
import { runCuts } from './chunks.ts';
import { macrotask, now, sleep, type WasmModule, webAssembly } from './host.ts';
import {
  type KernelArray,
  type KernelName,
  type KernelSession,
  kernelFailure,
  type OpenOptions,
  type RunOptions,
  type SessionArrays,
  type SessionLayout,
} from './kernels.ts';
import { layOut, returnMemory, takeMemory, viewsOf } from './memory.ts';
import type { KernelArguments } from './signatures/kernel-arguments.ts';
import { runOnThreads, tellThreads, threadsReady, threadsStarted } from './worker-pool.ts';
import { CONTROL, CONTROL_BYTE } from './worker-program.ts';

/** The event loop goes round about this often while the calling thread works: a page that trains answers its user. */
const SLICE_MS = 20;
/** What runs shorter is not worth a message to the threads; nor, before they run, their start. */
const WORTH_A_MESSAGE_MS = 2;
const WORTH_A_START_MS = 20;
/** How soon an abort is seen while threads work. */
const POLL_MS = 20;

let sessions = 0;
let lastYield = 0;

interface Job {
  readonly kernel: KernelName;
  readonly args: readonly number[];
  readonly bounds: Uint32Array;
  readonly phases: readonly number[];
  readonly signal: RunOptions['signal'];
  /** Of the session's, those that take part. */
  readonly helpers: number;
}

/** `threads` > 1 needs a module of shared memory. @throws LikewiseError `too-large`. */
export function openWasmSession<L extends SessionLayout>(
  module: WasmModule,
  { threads, eager }: { readonly threads: number; readonly eager: boolean },
  layout: L,
  { scratchBytes = 0 }: OpenOptions = {},
): KernelSession<L> {
  const id = ++sessions;
  const plan = layOut(layout, scratchBytes, threads);
  const { memory, fresh } = takeMemory(plan.pages, threads > 1);
  const { exports } = new webAssembly!.Instance(module, { env: { memory } });
  const control = new Int32Array(memory.buffer, CONTROL_BYTE, 8);
  const views = viewsOf(plan, memory, fresh);
  const arrays = Object.fromEntries(plan.placed.map(({ name }, k) => [name, views[k]])) as SessionArrays<L>;
  let known = false; // to the threads
  let closed = false;
  // Runs of one session follow each other: they share its control block and working memory.
  let last: Promise<void> = Promise.resolve();
  /** Kernels, with a number of rows, whose run proved long: the next such goes to the threads at once. */
  const long = new Set<string>();
  let running = 0; // and waiting
  return { arrays, run, close };

  async function run<K extends KernelName>(kernel: K, args: KernelArguments[K], options: RunOptions): Promise<void> {
    const helpers = Math.max(1, Math.min(threads, options.threads ?? threads));
    const job: Job = { kernel, args: args.map(toNumber), ...runCuts(options), signal: options.signal, helpers };
    running++;
    const turn = last.then(async () => {
      try {
        if (closed) throw new Error(`kernels: ${kernel} was asked of a closed session`);
        await execute(job);
      } finally {
        running--;
        if (closed && running === 0) release();
      }
    });
    last = turn.catch(() => {});
    return turn;
  }

  function close(): void {
    if (closed) return;
    closed = true;
    if (running === 0) release();
  }

  function release(): void {
    if (known) tellThreads(threads, { type: 'close', session: id });
    if (threads > 1) returnMemory(memory);
  }

  /** Begins on the calling thread; what is still left when it has proved long goes to the threads. */
  async function execute(job: Job): Promise<void> {
    const { kernel, args, bounds, signal } = job;
    const chunks = bounds.length - 1;
    const kind = `${kernel} ${bounds[chunks]}`;
    const ready = long.has(kind) ? threadsReady(threads) : eager && threads > 1 && (await threadsStarted(threads));
    if (ready) {
      signal?.throwIfAborted();
      return executeOnThreads(job, 0);
    }
    const started = now();
    for (let chunk = 0; chunk < chunks; chunk++) {
      signal?.throwIfAborted();
      const status = exports[kernel](...args, bounds[chunk], bounds[chunk + 1], chunk, plan.scratchStart);
      if (status !== 0) throw kernelFailure(kernel, status);
      const time = now();
      const proved = time - started > (known ? WORTH_A_MESSAGE_MS : WORTH_A_START_MS);
      if (proved && threads > 1 && chunk + 2 < chunks && threadsReady(threads)) {
        long.add(kind);
        return executeOnThreads(job, chunk + 1);
      }
      if (time - lastYield > SLICE_MS) {
        if (lastYield > 0) await macrotask();
        lastYield = now();
      }
    }
  }

  async function executeOnThreads({ kernel, args, bounds, phases, signal, helpers }: Job, first: number): Promise<void> {
    if (!known) {
      tellThreads(threads, { type: 'open', session: id, module, memory, control: CONTROL_BYTE });
      known = true;
    }
    const chunks = bounds.length - 1;
    control.fill(0);
    control[CONTROL.next] = first;
    control[CONTROL.done] = first;
    control[CONTROL.limit] = chunks;
    const open = phases.filter((end) => end > first);
    let working = true;
    const answers = runOnThreads(
      Array.from({ length: helpers }, (_, t) => {
        const scratch = plan.scratchStart + t * plan.scratchStride;
        return { type: 'run', session: id, kernel, args, bounds, phases: open, scratch } as const;
      }),
    ).finally(() => {
      working = false;
    });
    if (signal !== undefined) {
      void (async () => {
        while (working && !signal.aborted) await sleep(POLL_MS);
        if (working) Atomics.store(control, CONTROL.limit, 0);
      })();
    }
    const done = await answers;
    lastYield = now();
    const trap = done.find((answer) => answer.trap !== undefined)?.trap;
    if (trap !== undefined) throw new Error(`kernel ${kernel} failed: ${trap}`);
    signal?.throwIfAborted();
    const failed = done.filter((answer) => answer.status !== 0).sort((a, b) => a.chunk - b.chunk)[0];
    if (failed !== undefined) throw kernelFailure(kernel, failed.status);
  }

  function toNumber(value: number | KernelArray): number {
    if (typeof value === 'number') return value;
    if (value.buffer !== memory.buffer) throw new Error('kernels: every array of a run must be one of its session');
    return value.byteOffset;
  }
}
