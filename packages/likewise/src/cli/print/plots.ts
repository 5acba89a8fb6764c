/** Pictures of numbers, drawn with block characters. */
import { short } from '../../words/numbers.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const levels = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A bar of `part` (0 to 1) of `cells` cells, to an eighth of a cell; anything above 0 shows. */
export function bar(part: number, cells: number): string {
  const units = Math.max(part > 0 ? 1 : 0, Math.round(Math.min(1, part) * cells * 8));
  return '█'.repeat(Math.floor(units / 8)) + eighths[units % 8];
}

/** One character a value, from 0 to the largest. */
export function sparkline(values: readonly number[]): string {
  const top = Math.max(...values, 0);
  return values.map((value) => (top === 0 ? levels[1] : levels[Math.min(8, 1 + Math.floor((value / top) * 8))])).join('');
}

/**
 * The area below a curve, one column a value, from 0 to the largest; the largest and the ends of the x axis in numbers.
 * @param values ≥ 0, evenly spaced
 */
export function areaPlot(values: readonly number[], from: string, to: string, rows = 8): string {
  const top = Math.max(...values, 0);
  const scale = top === 0 ? 0 : (rows * 8) / top;
  const label = short(top);
  const lines = Array.from({ length: rows }, (_, r) => {
    const below = (rows - 1 - r) * 8;
    const cells = values.map((value) => levels[Math.max(0, Math.min(8, Math.round(value * scale) - below))] || ' ').join('');
    return `${(r === 0 ? label : r === rows - 1 ? '0' : '').padStart(label.length)} │${cells.trimEnd()}`;
  });
  const axis = `${' '.repeat(label.length)} └${'─'.repeat(values.length)}`;
  const ends = `${' '.repeat(label.length + 2)}${from}${to.padStart(Math.max(1, values.length - from.length))}`;
  return [...lines, axis, ends].join('\n');
}

/** `count` of the values, evenly chosen, the last one among them. */
export function thinned(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, c) => values[Math.round(((c + 1) * values.length) / count) - 1]);
}
