/** Turns of the event loop, dealt out to those who work in pieces: each turn is held for some milliseconds, whoever holds it. */

/** How long one turn may be held by answers, in milliseconds. */
const TURN_MS = 8;

/** Nobody waits for the answer any more. */
export class ClientGone extends Error {
  constructor() {
    super('the client has gone');
    this.name = 'ClientGone';
  }
}

/** To be awaited between two pieces of work: `undefined` while the turn is young. @throws ClientGone */
export type Turn = () => Promise<void> | undefined;

export class Turns {
  readonly #waiting: (() => void)[] = [];
  /** When the work of this turn began; `undefined` before it has. */
  #began: number | undefined;

  /** For one answer; its pieces wait behind those of others where a turn is used up. */
  for(isGone: () => boolean = () => false): Turn {
    return () => {
      if (isGone()) throw new ClientGone();
      if (this.#began === undefined) this.#begin();
      else if (this.#waiting.length > 0 || performance.now() - this.#began >= TURN_MS)
        return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => {
          if (isGone()) throw new ClientGone();
        });
      return undefined;
    };
  }

  #begin(): void {
    this.#began = performance.now();
    setImmediate(() => {
      this.#began = undefined;
      if (this.#waiting.length === 0) return;
      this.#begin();
      this.#resume();
    });
  }

  /** The next that waits, and when it has done its piece the one after it, as long as the turn is young. */
  #resume(): void {
    this.#waiting.shift()?.();
    // The piece runs in the microtasks that come now; a tick asked for by one of them comes after them all.
    queueMicrotask(() =>
      process.nextTick(() => {
        if (this.#waiting.length > 0 && this.#began !== undefined && performance.now() - this.#began < TURN_MS) this.#resume();
      }),
    );
  }
}
