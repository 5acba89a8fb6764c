/** Small pictures of numbers, made of block characters. */

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar of `part` (0 to 1) of `cells` cells, to an eighth of a cell; anything above 0 shows. */
export function bar(part: number, cells: number): string {
  const units = Math.max(part > 0 ? 1 : 0, Math.round(Math.min(1, part) * cells * 8));
  return '█'.repeat(Math.floor(units / 8)) + eighths[units % 8];
}

/** One character a value, from 0 to the largest. */
export function sparkline(values: readonly number[]): string {
  const top = Math.max(...values, 0);
  return values.map((value) => (top === 0 ? levels[0] : levels[Math.min(7, Math.floor((value / top) * 8))])).join('');
}
