/** Two axes and what stands between them, as SVG: places across are percentages and places down pixels, so that text keeps its size at any width. */
import { escaped } from './html-text.ts';

export interface Ticks {
  readonly values: readonly number[];
  readonly digits: number;
}

interface PlotAxis {
  readonly title: string;
  readonly ticks: Ticks;
}

/** Per cent at both ends, and pixels above and below, for what stands at the edge. */
const [side, edge] = [4, 14];

/** Places of values in a plot of this height. */
export interface Scale {
  x(value: number): number;
  y(value: number): number;
}

export function scaleOf(across: Ticks, down: Ticks, height: number): Scale {
  const part = ({ values }: Ticks, value: number): number => {
    const [low, high] = [values[0], values.at(-1) as number];
    return high === low ? 0.5 : (value - low) / (high - low);
  };
  return {
    x: (value) => side + part(across, value) * (100 - 2 * side),
    y: (value) => height - edge - part(down, value) * (height - 2 * edge),
  };
}

export interface Frame {
  readonly height: number;
  readonly across: PlotAxis;
  readonly down: PlotAxis;
  /** What is drawn, as SVG. */
  readonly body: string;
  /** Said to those who do not see it. */
  readonly title: string;
  readonly description: string;
}

export function plotFrame({ height, across, down, body, title, description }: Frame): string {
  const scale = scaleOf(across.ticks, down.ticks, height);
  const lines = down.ticks.values.map(
    (tick) => `<line class="grid" x1="0" x2="100%" y1="${px(scale.y(tick))}" y2="${px(scale.y(tick))}"/>`,
  );
  const rows = down.ticks.values.map(
    (tick) => `<text x="100%" y="${px(scale.y(tick) + 4)}" text-anchor="end">${tickText(tick, down.ticks)}</text>`,
  );
  const columns = across.ticks.values.map(
    (tick) => `<text x="${pc(scale.x(tick))}" y="14" text-anchor="middle">${tickText(tick, across.ticks)}</text>`,
  );
  return `<figure class="frame"><div class="soft down">${escaped(down.title)}</div><div class="drawn"><svg class="side" height="${height}" aria-hidden="true">${rows.join('')}</svg><svg class="field" width="100%" height="${height}" role="img"><title>${escaped(title)}</title><desc>${escaped(description)}</desc>${lines.join('')}${body}</svg><span></span><svg width="100%" height="20" aria-hidden="true">${columns.join('')}</svg></div><div class="soft across">${escaped(across.title)}</div></figure>`;
}

export const px = (value: number): string => value.toFixed(1);
export const pc = (value: number): string => `${value.toFixed(2)}%`;
const tickText = (tick: number, { digits }: Ticks): string => tick.toFixed(digits).replace('-', '−');

/** Round numbers around what was met, 3 to 5 of them: the axis is as wide as the figures differ, and need not hold 0. */
export function ticksFor(least: number, most: number): Ticks {
  const span = most - least || Math.abs(most) / 5 || 1;
  const middle = most === least ? [least - span / 2, most + span / 2] : [least, most];
  const power = 10 ** Math.floor(Math.log10(span / 3));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= span / 3) as number) * power;
  const [from, to] = [Math.floor(middle[0] / step + 1e-9), Math.ceil(middle[1] / step - 1e-9)];
  return {
    values: Array.from({ length: to - from + 1 }, (_, t) => (from + t) * step),
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}
