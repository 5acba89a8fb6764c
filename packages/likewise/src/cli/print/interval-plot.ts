/** Dots with their intervals on one zoomed axis, as HTML rows with SVG: places are percentages, so that text keeps its size at any width. */
import { broken, escaped } from './html-text.ts';
import { ticksFor } from './plot-frame.ts';

export interface PlotRow {
  readonly label: string;
  readonly value: number;
  readonly interval?: readonly [low: number, high: number] | undefined;
  /** Folds or seeds one by one, drawn faintly. */
  readonly parts?: readonly number[] | undefined;
  /** Lines under the value. */
  readonly details?: readonly string[] | undefined;
  readonly best?: boolean;
}

export interface PlotOptions {
  /** Said of the plot to those who do not see it. */
  readonly title: string;
  readonly better: 'higher' | 'lower' | 'neither';
  readonly value: (value: number) => string;
  /** Drawn as a line, and always on the axis. */
  readonly zero?: boolean;
}

const height = 30;
/** Dots at the ends of the axis are whole. */
const margin = 3;

export function intervalPlot(rows: readonly PlotRow[], { title, better, value, zero = false }: PlotOptions): string {
  const met = [...(zero ? [0] : []), ...rows.flatMap((row) => [row.value, ...(row.interval ?? []), ...(row.parts ?? [])])];
  const ticks = ticksFor(Math.min(...met), Math.max(...met));
  const [low, high] = [ticks.values[0], ticks.values.at(-1) as number];
  const x = (at: number): string => `${(margin + ((at - low) / (high - low)) * (100 - 2 * margin)).toFixed(2)}%`;
  const grid = ticks.values.map((tick) => `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="100%"/>`).join('');
  const origin = zero ? `<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="0" y2="100%"/>` : '';
  const lines = rows.map((row) => {
    const y = height / 2;
    const whisker =
      row.interval === undefined
        ? ''
        : `<line class="whisker" x1="${x(row.interval[0])}" x2="${x(row.interval[1])}" y1="${y}" y2="${y}"/>${row.interval
            .map((end) => `<line class="whisker" x1="${x(end)}" x2="${x(end)}" y1="${y - 5}" y2="${y + 5}"/>`)
            .join('')}`;
    const parts = (row.parts ?? []).map((part) => `<circle class="part" cx="${x(part)}" cy="${y}" r="3"/>`).join('');
    const range = row.interval === undefined ? '' : `, 95 % interval ${value(row.interval[0])} to ${value(row.interval[1])}`;
    const said = escaped(`${row.label}: ${value(row.value)}${range}`);
    const details = (row.details ?? []).map((line) => `<small>${escaped(line)}</small>`).join('');
    return `<div class="row${row.best ? ' best' : ''}"><div class="label">${broken(row.label)}</div><svg class="track" width="100%" height="${height}" role="img" aria-label="${said}"><title>${said}</title>${grid}${origin}${whisker}${parts}<circle class="dot" cx="${x(row.value)}" cy="${y}" r="6"/></svg><div class="value">${value(row.value)}${details}</div></div>`;
  });
  const labels = ticks.values.map((tick, t) => {
    const anchor = t === 0 ? 'start' : t === ticks.values.length - 1 ? 'end' : 'middle';
    const at = t === 0 ? '0' : t === ticks.values.length - 1 ? '100%' : x(tick);
    return `<text x="${at}" y="14" text-anchor="${anchor}">${tick.toFixed(ticks.digits).replace('-', '−')}</text>`;
  });
  const axis = `<div class="row axis" aria-hidden="true"><div class="label">${directionText(better)}</div><svg width="100%" height="20">${labels.join('')}</svg><div class="value"></div></div>`;
  return `<div class="plot" role="group" aria-label="${escaped(title)}">${lines.join('\n')}${axis}</div>`;
}

const directionText = (better: PlotOptions['better']): string =>
  ({ higher: 'better →', lower: '← better', neither: 'neither side is better' })[better];
