/** Positions by popularity, in pieces: sorting a million items at once would hold every other request. */
import type { Turn } from './turns.ts';

const CHUNK = 65_536;

/** Positions of the values, largest first, equals in their order. NaN counts as 0. */
export async function orderByPopularity(popularity: Float32Array, turn: Turn): Promise<Uint32Array> {
  const size = popularity.length;
  const places = 2 ** Math.ceil(Math.log2(Math.max(2, size)));
  // One number holds value and position, and numbers are sorted without a comparison of ours.
  const lost = 2 ** Math.max(0, 32 + Math.log2(places) - 53);
  let from: Float64Array = new Float64Array(size);
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  for (let at = 0; at < size; at++) {
    if (at % CHUNK === 0) await turn();
    value[0] = popularity[at] || 0;
    const ascending = bits[0] >= 2 ** 31 ? 2 ** 32 - 1 - bits[0] : bits[0] + 2 ** 31;
    from[at] = Math.floor((2 ** 32 - 1 - ascending) / lost) * places + at;
  }
  for (let begin = 0; begin < size; begin += CHUNK) {
    await turn();
    from.subarray(begin, begin + CHUNK).sort();
  }
  let to: Float64Array = new Float64Array(size);
  for (let width = CHUNK; width < size; width *= 2) {
    for (let begin = 0; begin < size; begin += 2 * width) {
      const middle = Math.min(size, begin + width);
      const end = Math.min(size, begin + 2 * width);
      let [left, right] = [begin, middle];
      for (let at = begin; at < end; at++) {
        if (at % CHUNK === 0) await turn();
        to[at] = right >= end || (left < middle && from[left] < from[right]) ? from[left++] : from[right++];
      }
    }
    [from, to] = [to, from];
  }
  const order = new Uint32Array(size);
  for (let at = 0; at < size; at++) {
    if (at % CHUNK === 0) await turn();
    order[at] = from[at] % places;
  }
  return order;
}
