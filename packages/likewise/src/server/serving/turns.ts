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
  /** Whether someone has the turn and may not have done their piece yet. */
  #taken = false;

  /** For one answer; its pieces wait behind those of others, and for the next turn where this one is used up. */
  for(isGone: () => boolean = () => false): Turn {
    return () => {
      if (isGone()) throw new ClientGone();
      if (this.#began === undefined) this.#begin();
      if (!this.#taken && this.#waiting.length === 0 && this.#isYoung()) {
        this.#take();
        return undefined;
      }
      return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => {
        if (isGone()) throw new ClientGone();
      });
    };
  }

  #begin(): void {
    this.#began = performance.now();
    setImmediate(() => {
      this.#began = undefined;
      if (this.#waiting.length === 0) return;
      this.#begin();
      this.#pass();
    });
  }

  #isYoung(): boolean {
    return this.#began !== undefined && performance.now() - this.#began < TURN_MS;
  }

  /** To the next that waits. */
  #pass(): void {
    if (this.#taken || this.#waiting.length === 0 || !this.#isYoung()) return;
    this.#take();
    this.#waiting.shift()?.();
  }

  #take(): void {
    this.#taken = true;
    // The piece runs in the microtasks that come now; a tick asked for by one of them comes after them all.
    queueMicrotask(() =>
      process.nextTick(() => {
        this.#taken = false;
        this.#pass();
      }),
    );
  }
}
