/** Repeatable numbers from counters: what stands in for a generator where work is split among threads. */

/** 32 well-mixed bits of two words (MurmurHash3's finaliser; Appleby 2011). */
// @ts-ignore: decorator
@inline
export function mix(seed: i32, counter: i32): u32 {
  let h = <u32>(counter * 0x9e3779b1) ^ <u32>seed;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}
