/** Kernel threads of this program: started when first wanted, parked between jobs, shared by all sessions. */
import { type HostWorker, hasWorkers, sleep, startWorker } from './host.ts';
import { type FromWorker, type ToWorker, workerSource } from './worker-program.ts';

type Done = FromWorker & { readonly type: 'done' };
interface Thread {
  readonly worker: HostWorker;
  /** Jobs sent and not answered, by number. */
  readonly waiting: Map<number, { resolve(done: Done): void; reject(error: Error): void }>;
  ready: boolean;
}

const pool: Thread[] = [];
/** Set for good once the host refuses a thread (a content security policy, say): everything then runs on the caller's. */
let refused = false;
let jobs = 0;

/** Starts missing threads; says whether `count` of them are ready now. */
export function threadsReady(count: number): boolean {
  if (refused || !hasWorkers()) return false;
  try {
    while (pool.length < count) pool.push(startThread());
  } catch {
    refused = true;
    return false;
  }
  for (let t = 0; t < count; t++) if (!pool[t].ready) return false;
  return true;
}

/** As `threadsReady`, but waits for threads that are starting. */
export async function threadsStarted(count: number): Promise<boolean> {
  while (!threadsReady(count)) {
    if (refused || !hasWorkers()) return false;
    await sleep(1);
  }
  return true;
}

/** Sends to each of the first `count` threads, which must have been ready. */
export function tellThreads(count: number, message: ToWorker): void {
  for (let t = 0; t < count; t++) pool[t].worker.post(message);
}

/**
 * Sends a job to the first threads and waits for all of them. All are told in one go, so every thread sees jobs in the
 * same order and two sessions cannot wait for each other.
 */
export function runOnThreads(messages: readonly Omit<ToWorker & { type: 'run' }, 'job'>[]): Promise<readonly Done[]> {
  const job = ++jobs;
  return Promise.all(
    messages.map((message, t) => {
      const { worker, waiting } = pool[t];
      return new Promise<Done>((resolve, reject) => {
        if (waiting.size === 0) worker.hold(true);
        waiting.set(job, { resolve, reject });
        worker.post({ ...message, job } satisfies ToWorker);
      });
    }),
  );
}

function startThread(): Thread {
  const waiting: Thread['waiting'] = new Map();
  const receive = (data: unknown): void => {
    const message = data as FromWorker;
    if (message.type === 'ready') {
      thread.ready = true;
      return;
    }
    const asked = waiting.get(message.job);
    waiting.delete(message.job);
    if (waiting.size === 0) thread.worker.hold(false);
    asked?.resolve(message);
  };
  const fail = (reason: string): void => {
    // The chunk it was at would be waited for for ever: nothing of the pool can be trusted from here on.
    refused = true;
    for (const { reject } of waiting.values()) reject(new Error(`a kernel thread stopped: ${reason}`));
    waiting.clear();
  };
  const thread: Thread = { worker: startWorker(workerSource(), receive, fail), waiting, ready: false };
  return thread;
}
