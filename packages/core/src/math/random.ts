/**
 * Seeded random numbers with independent streams, the same bits on every host.
 *
 * Generator: xoshiro128++ (Blackman, Vigna: Scrambled Linear Pseudorandom Number Generators, ACM TOMS 2021,
 * doi:10.1145/3460772), period 2^128 − 1. Its state is hashed from seed and stream by four differently seeded
 * MurmurHash3 (x86, 32 bits; Appleby 2011), so that any two seeds or streams start at unrelated places.
 * Normal numbers: Marsaglia, Bray: A Convenient Method for Generating Normal Variables, SIAM Review 1964 (polar method),
 * on our own logarithm, because `Math.log` differs between hosts.
 */
import { LikewiseError } from '../errors.ts';
import { portableLog } from './portable.ts';

/** Source of random numbers. Every call moves it on; nothing else does. */
export interface Random {
  /** All 32 bits random; integer in 0…2^32−1. */
  bits(): number;
  /** In [0, 1), a multiple of 2^−53. */
  uniform(): number;
  /** Integer in 0…n−1, each exactly as likely; n an integer in 1…2^53−1. */
  integer(n: number): number;
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
}

/**
 * Same seed and stream: same numbers, on every host. Different streams of one seed are independent: take one for each
 * purpose (a name) or each row (its number), and the result does not depend on the order of the work.
 * @param seed integer in 0…2^53−1
 * @param stream a name, or an integer in 0…2^53−1
 * @throws LikewiseError `invalid-option`
 * @example seededRandom(7, 'initial-factors').normal()
 */
export function seededRandom(seed: number, stream: number | string = 0): Random {
  requireInteger('seed', seed);
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  if (typeof stream === 'string') {
    key.push(0xffffffff, stream.length);
    for (let i = 0; i < stream.length; i++) key.push(stream.charCodeAt(i));
  } else {
    requireInteger('stream', stream);
    key.push(stream >>> 0, Math.floor(stream / 2 ** 32));
  }
  return new Xoshiro128(murmur3(key, 1), murmur3(key, 2), murmur3(key, 3), murmur3(key, 4));
}

/** xoshiro128++ from four 32-bit words of state, not all 0. */
export class Xoshiro128 implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  /** The polar method makes normals in pairs. */
  #spare: number | undefined;

  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = (a | b | c | d) === 0 ? 1 : d | 0;
  }

  bits(): number {
    const sum = (this.#a + this.#d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + this.#a) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  uniform(): number {
    const high = this.bits() >>> 5;
    return (high * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) throw new LikewiseError('invalid-option', `integer: n must be an integer ≥ 1; got ${n}.`, { n });
    // Draws above the largest multiple of n are drawn again: every remainder is as likely.
    if (n <= 4294967296) {
      const limit = 4294967296 - (4294967296 % n);
      let draw = this.bits();
      while (draw >= limit) draw = this.bits();
      return draw % n;
    }
    const limit = 9007199254740992 - (9007199254740992 % n);
    let draw = this.uniform() * 9007199254740992;
    while (draw >= limit) draw = this.uniform() * 9007199254740992;
    return draw % n;
  }

  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.uniform() - 1;
      y = 2 * this.uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * portableLog(square)) / square);
    this.#spare = y * scale;
    return x * scale;
  }
}

function requireInteger(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new LikewiseError('invalid-option', `seededRandom: ${name} must be an integer in 0…2^53−1; got ${value}.`, { option: name, value });
}

/** MurmurHash3 (x86, 32 bits) of whole 32-bit words. */
export function murmur3(words: readonly number[], seed: number): number {
  let hash = seed | 0;
  for (const word of words) {
    const k = Math.imul(word, 0xcc9e2d51);
    hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= words.length * 4;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
