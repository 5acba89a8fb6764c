/** Long loops that run on the calling thread: others get it every few milliseconds, and a signal is heard. */
import { macrotask, now } from './host.ts';
import type { StopSignal } from './kernels.ts';

/** Lets others have the thread every few milliseconds, and asks whether to stop. */
export class Pauses {
  readonly #signal: StopSignal | undefined;
  #end: number = now() + 10;

  constructor(signal: StopSignal | undefined) {
    this.#signal = signal;
  }

  pause(): Promise<void> | undefined {
    return now() < this.#end ? undefined : this.#wait();
  }

  async #wait(): Promise<void> {
    await macrotask();
    this.#signal?.throwIfAborted();
    this.#end = now() + 10;
  }
}
