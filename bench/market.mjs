// Generated baskets, repeatable bit for bit: 1,000,000 of 10 draws among 2,000 items, popular ones and favourite companions among them.
import { draw } from './synthetic.mjs';

export function market({ baskets = 1_000_000, draws = 10, items = 2000 } = {}) {
  const pointers = new Uint32Array(baskets + 1);
  const indexes = new Uint32Array(baskets * draws);
  const basket = new Uint32Array(draws);
  let entries = 0;
  for (let b = 0; b < baskets; b++) {
    for (let d = 0; d < draws; d++) {
      const k = b * draws + d;
      // A third of the draws is the companion of the draw before.
      const follows = d > 0 && draw(k, 0x13198a2e) < 1 / 3;
      const share = draw(k, 0x243f6a88);
      basket[d] = follows ? (basket[d - 1] * 7 + 3) % items : Math.floor(items * share * share * share);
    }
    basket.sort();
    const first = entries;
    for (const item of basket) if (entries === first || indexes[entries - 1] !== item) indexes[entries++] = item;
    pointers[b + 1] = entries;
  }
  return { rows: baskets, columns: items, pointers, indexes: indexes.slice(0, entries) };
}
