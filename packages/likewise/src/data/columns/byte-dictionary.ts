/** Distinct cells, numbered by first appearance, without making a string for each row. */
import { randomInt } from 'node:crypto';
import type { Id } from '@likewise/core';

const ZERO = 0x30;
/** Integers written plainly ("7", not "007" nor "1e3") below this are looked up in a table instead of hashed. */
const TABLE_LIMIT = 1 << 24;

/** Where hashes start, another in each process: nobody can write a file whose cells all meet in one slot. Indexes do not depend on it. */
const HASH_START = randomInt(2 ** 32);

/** What it takes at the start is small: a file may have 100,000 columns. */
export class ByteDictionary {
  /** Distinct cells so far. */
  size = 0;
  /** Index + 1 of each plain integer, 0 where unseen. */
  #table: Uint32Array = new Uint32Array(1 << 6);
  /** Index of hashed entries + 1 by slot of the hash, 0 where free. */
  #slots: Uint32Array = new Uint32Array(1 << 5);
  #hashes: Uint32Array = new Uint32Array(1 << 4);
  /** End of each hashed text in the arena; entry k starts where k − 1 ends. */
  #ends: Float64Array = new Float64Array(1 << 4);
  #arena: Buffer = Buffer.alloc(1 << 7);
  #arenaFill = 0;
  #hashed = 0;
  /** For each hashed entry its index. */
  #indexOfHashed: Uint32Array = new Uint32Array(1 << 4);

  /** Index of the cell bytes[start … end), new cells get the next one. */
  indexOf(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length <= 8 && length > 0) {
      let value = 0;
      let at = start;
      for (; at < end; at++) {
        const digit = bytes[at] - ZERO;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
      }
      if (at === end && value < TABLE_LIMIT && (bytes[start] !== ZERO || length === 1)) {
        if (value >= this.#table.length) this.#growTable(value);
        const known = this.#table[value];
        if (known !== 0) return known - 1;
        this.#table[value] = ++this.size;
        return this.size - 1;
      }
    }
    return this.#hashedIndex(bytes, start, end);
  }

  /** Each distinct cell as text; [size], by index. */
  texts(): string[] {
    const texts = new Array<string>(this.size);
    for (let value = 0; value < this.#table.length; value++) {
      if (this.#table[value] !== 0) texts[this.#table[value] - 1] = String(value);
    }
    for (let k = 0; k < this.#hashed; k++)
      texts[this.#indexOfHashed[k]] = this.#arena.toString('utf8', k === 0 ? 0 : this.#ends[k - 1], this.#ends[k]);
    return texts;
  }

  /** The texts in natural order, and the place of each index among them. */
  inOrder(): { readonly texts: readonly string[]; readonly places: Uint32Array } {
    const texts = this.texts();
    const order = naturalOrder(texts);
    const places = new Uint32Array(order.length);
    for (let place = 0; place < order.length; place++) places[order[place]] = place;
    return { texts: Array.from(order, (index) => texts[index]), places };
  }

  #hashedIndex(bytes: Uint8Array, start: number, end: number): number {
    // FNV-1a from a start of its own, with a final mix.
    let hash = HASH_START;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = (hash ^ (hash >>> 13)) >>> 0;
    const mask = this.#slots.length - 1;
    const length = end - start;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]; entry !== 0; entry = this.#slots[slot]) {
      const k = entry - 1;
      if (this.#hashes[k] === hash) {
        const from = k === 0 ? 0 : this.#ends[k - 1];
        if (this.#ends[k] - from === length) {
          let same = 0;
          while (same < length && this.#arena[from + same] === bytes[start + same]) same++;
          if (same === length) return this.#indexOfHashed[k];
        }
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(bytes, start, end, hash, slot);
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const k = this.#hashed++;
    if (k === this.#ends.length) this.#growEntries();
    if (this.#arenaFill + end - start > this.#arena.length)
      this.#arena = Buffer.concat([this.#arena], Math.max(2 * this.#arena.length, this.#arenaFill + end - start));
    for (let at = start; at < end; at++) this.#arena[this.#arenaFill++] = bytes[at];
    this.#ends[k] = this.#arenaFill;
    this.#hashes[k] = hash;
    this.#indexOfHashed[k] = this.size;
    this.#slots[slot] = k + 1;
    if (2 * this.#hashed > this.#slots.length) this.#growSlots();
    return this.size++;
  }

  #growTable(value: number): void {
    let length = this.#table.length;
    while (length <= value) length *= 2;
    this.#table = grown(this.#table, length);
  }

  #growEntries(): void {
    const length = 2 * this.#ends.length;
    this.#ends = grown(this.#ends, length);
    this.#hashes = grown(this.#hashes, length);
    this.#indexOfHashed = grown(this.#indexOfHashed, length);
  }

  #growSlots(): void {
    const slots = new Uint32Array(4 * this.#slots.length);
    const mask = slots.length - 1;
    for (let k = 0; k < this.#hashed; k++) {
      let slot = this.#hashes[k] & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = k + 1;
    }
    this.#slots = slots;
  }
}

function grown<A extends Uint32Array | Float64Array>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(length);
  larger.set(array);
  return larger;
}

const INTEGER = /^-?\d+$/;

/**
 * Natural order: integers by value where all are integers (ties such as 7 and 007 by code units), else code units. A model
 * that numbers ids so does not depend on the order of rows.
 */
function naturalOrder(texts: readonly string[]): Uint32Array {
  const order = Uint32Array.from(texts, (_, index) => index);
  const byUnits = (a: number, b: number) => (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0);
  if (!texts.every((text) => INTEGER.test(text))) return order.sort(byUnits);
  const values = Float64Array.from(texts, Number);
  return order.sort((a, b) => {
    if (Math.abs(values[a]) > Number.MAX_SAFE_INTEGER && Math.abs(values[b]) > Number.MAX_SAFE_INTEGER)
      return byDigits(texts[a], texts[b]) || byUnits(a, b);
    return values[a] - values[b] || byUnits(a, b);
  });
}

/** Whole numbers of any length by value. */
function byDigits(a: string, b: string): number {
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return negative ? -1 : 1;
  const [x, y] = [a, b].map((text) => text.replace(/^-?0*/, ''));
  const order = x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
  return negative ? -order : order;
}

/** Ids in the natural order of what they look like. */
export const inNaturalOrder = <I extends Id>(ids: readonly I[]): I[] => Array.from(naturalOrder(ids.map(String)), (index) => ids[index]);
