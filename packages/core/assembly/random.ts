/** Repeatable numbers from counters: what stands in for a generator where work is split among threads. */

/** 32 well-mixed bits of two words (MurmurHash3's finaliser; Appleby 2011). */
export function mix(seed: i32, counter: i32): u32 {
  let h = <u32>(counter * 0x9e3779b1) ^ <u32>seed;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

/** `mix` of four counters. */
// @ts-ignore: decorator
@inline export function mix4(seed: i32, counters: v128): v128 {
  let h = v128.xor(i32x4.mul(counters, i32x4.splat(0x9e3779b1)), i32x4.splat(seed));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** Standard normal. Box and Muller, A Note on the Generation of Random Normal Deviates, 1958; AssemblyScript's own log and cos. */
export function normal(seed: i32, counter: i32): f32 {
  // In (0, 1]: the logarithm of 0 is not asked for.
  const radius = (<f64>mix(seed, counter * 2) + 1) * (1.0 / 4294967296.0);
  const turn = <f64>mix(seed ^ 0x5bd1e995, counter * 2 + 1) * (6.283185307179586 / 4294967296.0);
  return sqrt<f32>(-2 * Mathf.log(<f32>radius)) * Mathf.cos(<f32>turn);
}
