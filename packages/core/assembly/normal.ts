/** Standard normal numbers from counters: the same for any number of threads. */
import { mix } from './hash';

/** Box and Muller, A Note on the Generation of Random Normal Deviates, 1958; AssemblyScript's own log and cos. */
export function normal(seed: i32, counter: i32): f32 {
  // In (0, 1]: the logarithm of 0 is not asked for.
  const radius = (<f64>mix(seed, counter * 2) + 1) * (1.0 / 4294967296.0);
  const turn = <f64>mix(seed ^ 0x5bd1e995, counter * 2 + 1) * (6.283185307179586 / 4294967296.0);
  return sqrt<f32>(-2 * Mathf.log(<f32>radius)) * Mathf.cos(<f32>turn);
}
