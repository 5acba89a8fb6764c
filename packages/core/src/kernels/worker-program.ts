/**
 * What runs on every kernel thread. Its source text is the thread's whole program, so it must stand alone: no import, no
 * name from outside, no syntax that needs a helper.
 */

/** Words of the control block, Int32, at the start of every session's memory. */
export const CONTROL_BYTE: number = 32768;
/** Next chunk to hand out · chunks from here on are not started (failure, abort) · threads at the barrier · barriers passed · leave at the barrier. */
export const CONTROL = { next: 0, limit: 1, arrived: 2, generation: 3, leave: 4 } as const;

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
      /** Last chunk + 1 of each phase; threads meet at the end of each. */
      readonly phases: readonly number[];
      readonly threads: number;
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

  const run = ({ session, job, kernel, args, bounds, phases, threads, scratch }: ToWorker & { type: 'run' }): FromWorker => {
    const { exports, control } = sessions.get(session) as Session;
    const [NEXT, LIMIT, ARRIVED, GENERATION, LEAVE] = [0, 1, 2, 3, 4]; // as CONTROL
    let [failedChunk, failedStatus] = [-1, 0];
    let trap: string | undefined;
    for (let phase = 0; phase < phases.length; phase++) {
      while (true) {
        const chunk = Atomics.add(control, NEXT, 1);
        if (chunk >= phases[phase] || chunk >= Atomics.load(control, LIMIT)) break;
        let status = 0;
        try {
          status = exports[kernel](...args, bounds[chunk], bounds[chunk + 1], chunk, scratch);
        } catch (error) {
          trap = String(error);
        }
        if (status === 0 && trap === undefined) continue;
        failedChunk = chunk;
        failedStatus = status;
        // The lowest failing chunk wins, so the reported row does not depend on threads.
        let limit = Atomics.load(control, LIMIT);
        while (chunk < limit)
          limit = Atomics.compareExchange(control, LIMIT, limit, chunk) === limit ? chunk : Atomics.load(control, LIMIT);
        break;
      }
      if (phase + 1 === phases.length) break;
      // Barrier: the last thread to arrive opens the next phase, or sends all away.
      const generation = Atomics.load(control, GENERATION);
      if (Atomics.add(control, ARRIVED, 1) + 1 === threads) {
        Atomics.store(control, ARRIVED, 0);
        Atomics.store(control, NEXT, phases[phase]);
        Atomics.store(control, LEAVE, Atomics.load(control, LIMIT) <= phases[phase] ? 1 : 0);
        Atomics.add(control, GENERATION, 1);
        Atomics.notify(control, GENERATION);
      } else {
        // About a tenth of a millisecond: most waits end within it, and a sleeper takes as long to wake.
        for (let spin = 0; spin < 100000 && Atomics.load(control, GENERATION) === generation; spin++);
        while (Atomics.load(control, GENERATION) === generation) Atomics.wait(control, GENERATION, generation);
      }
      if (Atomics.load(control, LEAVE) === 1) break;
    }
    return { type: 'done', job, chunk: failedChunk, status: failedStatus, trap };
  };

  if (port !== undefined && port !== null) port.on('message', receive);
  else host.onmessage = (event: { data: ToWorker }): void => receive(event.data);
  post({ type: 'ready' });
}
