/** Typed arrays that grow without copying what they hold: blocks, joined once at the end. */

const BLOCK_LENGTH = 1 << 20;

type Numbers = Uint32Array | Float32Array | Float64Array;

export class Growing<A extends Numbers> {
  readonly #make: (length: number) => A;
  #blocks: A[] = [];
  #block: A;
  #fill = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#block = make(1 << 6);
  }

  get length(): number {
    return this.#blocks.length * BLOCK_LENGTH + this.#fill;
  }

  /** Up to `count` new places at the end, to be written by the caller at once. */
  room(count: number): A {
    if (this.#fill === this.#block.length) this.#extend();
    const from = this.#fill;
    this.#fill = Math.min(this.#block.length, from + count);
    return this.#block.subarray(from, this.#fill) as A;
  }

  /** Adds a value at the end. */
  add(value: number): void {
    if (this.#fill === this.#block.length) this.#extend();
    this.#block[this.#fill++] = value;
  }

  /**
   * Everything in one array, each value replaced by table[value] where a table is given; the blocks are given up on the way,
   * so the peak is one block above the result.
   */
  join(table?: Uint32Array): A {
    const length = this.length;
    const whole = this.#make(length);
    this.#blocks.push(this.#block);
    const blocks = this.#blocks.reverse();
    for (let at = 0; at < length; ) {
      const block = blocks.pop() as A;
      const count = Math.min(block.length, length - at);
      if (table === undefined) whole.set(block.subarray(0, count), at);
      else for (let k = 0; k < count; k++) whole[at + k] = table[block[k]];
      at += count;
    }
    this.#blocks = [];
    this.#block = this.#make(0);
    this.#fill = 0;
    return whole;
  }

  #extend(): void {
    if (this.#block.length < BLOCK_LENGTH) {
      const larger = this.#make(Math.min(BLOCK_LENGTH, this.#block.length * 4));
      larger.set(this.#block);
      this.#block = larger;
      return;
    }
    this.#blocks.push(this.#block);
    this.#block = this.#make(BLOCK_LENGTH);
    this.#fill = 0;
  }
}

export const growingUint32 = (): Growing<Uint32Array> => new Growing((length) => new Uint32Array(length));
export const growingFloat32 = (): Growing<Float32Array> => new Growing((length) => new Float32Array(length));
export const growingFloat64 = (): Growing<Float64Array> => new Growing((length) => new Float64Array(length));
