/** The runs of a simulation on threads, in the order of their number: the same bits for any number of threads. */
import { Worker } from 'node:worker_threads';
import type { AnyOptions, SimulatedRun, SimulationSettings } from '@likewise/core';

/** A simulation that can be sent to another thread. */
export interface PlannedSimulation {
  /** Mean reward of each arm. */
  readonly arms: readonly number[];
  /** Standard deviation of normal rewards; `undefined`: rewards of 0 and 1. */
  readonly deviation?: number | undefined;
  /** Name of a policy in the catalog, and its options. */
  readonly policy: string;
  readonly options: AnyOptions;
  readonly settings: Partial<SimulationSettings> & Pick<SimulationSettings, 'runs'>;
}

export interface RunBlock {
  readonly begin: number;
  readonly end: number;
}

/** A worker, and where the blocks begin that it has and has not answered, in order. */
type Thread = { readonly worker: Worker; readonly waiting: number[] };

/** Blocks a thread holds, so that it never waits for the next. */
const AHEAD = 2;
const MOST_RUNS = 64;

/**
 * For `simulateBandit(…, { played })`. Threads end with the iteration, also where it is broken off.
 * @param threads integer ≥ 1; no more are started than there is work for
 * @throws the reason of the signal
 */
export async function* playRuns(
  plan: PlannedSimulation,
  { threads, signal }: { readonly threads: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<SimulatedRun, void, undefined> {
  const { runs } = plan.settings;
  const size = Math.max(1, Math.min(MOST_RUNS, Math.ceil(runs / (threads * 4 * AHEAD))));
  const done = new Map<number, readonly SimulatedRun[]>();
  let asked = 0;
  let failure: unknown;
  let wake = (): void => {};
  const fail = (reason: unknown): void => {
    failure = reason;
    wake();
  };
  const stop = (): void => fail(signal?.reason);
  const team = Array.from({ length: Math.min(threads, Math.ceil(runs / size)) }, (): Thread => {
    const worker = new Worker(new URL('./simulation-thread.js', import.meta.url), { workerData: plan });
    const thread: Thread = { worker, waiting: [] };
    worker.on('message', (played: readonly SimulatedRun[]) => {
      done.set(thread.waiting.shift() as number, played);
      ask(thread);
      wake();
    });
    worker.on('error', fail);
    return thread;
  });
  const ask = (thread: Thread): void => {
    while (asked < runs && thread.waiting.length < AHEAD) {
      const block: RunBlock = { begin: asked, end: Math.min(runs, asked + size) };
      thread.waiting.push(block.begin);
      thread.worker.postMessage(block);
      asked = block.end;
    }
  };
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    for (const thread of team) ask(thread);
    for (let next = 0; next < runs; ) {
      const played = done.get(next);
      if (failure !== undefined) throw failure;
      if (played === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      done.delete(next);
      next += played.length;
      yield* played;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(team.map(({ worker }) => worker.terminate()));
  }
}
