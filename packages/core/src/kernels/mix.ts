/** Repeatable numbers from counters: what stands in for a generator where work is split among threads. */

/** 32 well-mixed bits of two words (MurmurHash3's finaliser; Appleby 2011); as `mix` in assembly/hash.ts. */
export function mix(seed: number, counter: number): number {
  let h = Math.imul(counter, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
