/**
 * What runs on every kernel thread. Its source text is the thread's whole program, so it must stand alone: no import, no
 * name from outside, no syntax that needs a helper.
 */

/** Words of the control block, Int32, at the start of every session's memory. */
export const CONTROL_BYTE: number = 32768;
/** Next chunk to hand out · chunks from here on are not started (failure, abort) · chunks done. */
export const CONTROL = { next: 0, limit: 1, done: 2 } as const;

export type ToWorker =
  | { readonly type: 'open'; readonly session: number; readonly module: object; readonly memory: object; readonly control: number }
  | { readonly type: 'close'; readonly session: number }
  | {
      readonly type: 'run';
      readonly session: number;
      readonly job: number;
      readonly kernel: string;
      readonly args: readonly number[];
      readonly bounds: Uint32Array;
      /** Last chunk + 1 of each phase; a phase begins when all chunks of those before it are done. */
      readonly phases: readonly number[];
      readonly scratch: number;
    };
export type FromWorker =
  | { readonly type: 'ready' }
  /** `chunk` failed with `status`; −1 and 0 when all went well; `trap` = an error that should not exist. */
  | { readonly type: 'done'; readonly job: number; readonly chunk: number; readonly status: number; readonly trap: string | undefined };

/** Source text of a thread. */
export function workerSource(): string {
  // Some bundlers wrap inner functions in calls of a helper named __name.
  return `'use strict'; const __name = (f) => f; (${kernelThread.toString()})();`;
}

function kernelThread(): void {
  // biome-ignore lint/suspicious/noExplicitAny: the host, from inside.
  const host = globalThis as any;
  const port = host.process?.getBuiltinModule?.('node:worker_threads')?.parentPort;
  const post = (message: FromWorker): void => (port ?? host).postMessage(message);
  type Session = { exports: Record<string, (...args: number[]) => number>; control: Int32Array };
  const sessions = new Map<number, Session>();

  const receive = (message: ToWorker): void => {
    if (message.type === 'open') {
      const { exports } = new host.WebAssembly.Instance(message.module, { env: { memory: message.memory } });
      const buffer = (message.memory as { buffer: SharedArrayBuffer }).buffer;
      sessions.set(message.session, { exports, control: new Int32Array(buffer, message.control, 8) });
    } else if (message.type === 'close') sessions.delete(message.session);
    else post(run(message));
  };

  const run = ({ session, job, kernel, args, bounds, phases, scratch }: ToWorker & { type: 'run' }): FromWorker => {
    const { exports, control } = sessions.get(session) as Session;
    const [NEXT, LIMIT, DONE] = [0, 1, 2]; // as CONTROL
    const SPINS = 10000;
    let [failedChunk, failedStatus] = [-1, 0];
    let trap: string | undefined;
    let phase = 0;
    while (true) {
      const chunk = Atomics.load(control, NEXT);
      if (chunk >= phases[phases.length - 1] || chunk >= Atomics.load(control, LIMIT)) break;
      while (chunk >= phases[phase]) phase++;
      // Chunks are waited for, not threads: one that the system lets wait, or that comes late, holds nobody up unless it is at work.
      const before = phase === 0 ? 0 : phases[phase - 1];
      const done = Atomics.load(control, DONE);
      if (done < before) {
        // Some ten microseconds: a sleeper takes as long to wake, and on a busy machine the other may not be running at all.
        let spin = 0;
        while (spin < SPINS && Atomics.load(control, DONE) < before && Atomics.load(control, LIMIT) > chunk) spin++;
        if (spin === SPINS) Atomics.wait(control, DONE, done);
        continue;
      }
      if (Atomics.compareExchange(control, NEXT, chunk, chunk + 1) !== chunk) continue;
      let status = 0;
      try {
        status = exports[kernel](...args, bounds[chunk], bounds[chunk + 1], chunk, scratch);
      } catch (error) {
        trap = String(error);
      }
      if (status !== 0 || trap !== undefined) {
        failedChunk = chunk;
        failedStatus = status;
        // The lowest failing chunk wins, so the reported row does not depend on threads.
        let limit = Atomics.load(control, LIMIT);
        while (chunk < limit)
          limit = Atomics.compareExchange(control, LIMIT, limit, chunk) === limit ? chunk : Atomics.load(control, LIMIT);
      }
      const now = Atomics.add(control, DONE, 1) + 1;
      if (now === phases[phase] || Atomics.load(control, LIMIT) <= chunk) Atomics.notify(control, DONE);
      if (failedChunk >= 0) break;
    }
    return { type: 'done', job, chunk: failedChunk, status: failedStatus, trap };
  };

  if (port !== undefined && port !== null) port.on('message', receive);
  else host.onmessage = (event: { data: ToWorker }): void => receive(event.data);
  post({ type: 'ready' });
}
