/** Models by two metrics, and the front of those that no other beats in both. */

import { escaped } from './html-text.ts';
import { pc, plotFrame, px, scaleOf, ticksFor } from './plot-frame.ts';

export interface ScatterAxis {
  readonly title: string;
  readonly better: 'higher' | 'lower';
}

export interface ScatterPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

const height = 320;
/** Between the baselines of two labels that may stand above each other. */
const line = 15;

export function scatterPlot(points: readonly ScatterPoint[], { x, y }: { readonly x: ScatterAxis; readonly y: ScatterAxis }): string {
  const front = frontOf(points, x.better, y.better);
  const across = { title: axisTitle(x, '→', '←'), ticks: ticksFor(...extent(points.map((point) => point.x))) };
  const down = { title: axisTitle(y, '↑', '↓'), ticks: ticksFor(...extent(points.map((point) => point.y))) };
  const scale = scaleOf(across.ticks, down.ticks, height);
  const places = points.map((point) => ({ ...point, left: scale.x(point.x), top: scale.y(point.y), leads: front.includes(point) }));
  const labels = labelPlaces(places);
  const dots = places.map(({ label, left, top, leads }, p) => {
    const at = labels[p];
    const end = left > 50;
    const lead = Math.abs(at - top) > 7 ? `<line class="pointer" x1="${pc(left)}" x2="${pc(left)}" y1="${px(top)}" y2="${px(at)}"/>` : '';
    return `${lead}<circle class="dot${leads ? ' leads' : ''}" cx="${pc(left)}" cy="${px(top)}" r="6"/><text class="name" x="${pc(left)}" y="${px(at + 4)}" text-anchor="${end ? 'end' : 'start'}" transform="translate(${end ? -11 : 11} 0)">${escaped(label)}</text>`;
  });
  const said = front.map(({ label }) => label).join(', ');
  return plotFrame({
    height,
    across,
    down,
    body: stairs(front, scale, x.better, y.better) + dots.join(''),
    title: `${y.title} against ${x.title}`,
    description: `No model is beaten in both: ${said}. The table gives every figure.`,
  });
}

/** Points that no other beats in one direction without losing in the other, from left to right. */
export function frontOf(points: readonly ScatterPoint[], ofX: ScatterAxis['better'], ofY: ScatterAxis['better']): readonly ScatterPoint[] {
  const [sx, sy] = [ofX === 'higher' ? 1 : -1, ofY === 'higher' ? 1 : -1];
  const beats = (a: ScatterPoint, b: ScatterPoint): boolean =>
    sx * a.x >= sx * b.x && sy * a.y >= sy * b.y && (sx * a.x > sx * b.x || sy * a.y > sy * b.y);
  return points.filter((point) => !points.some((other) => beats(other, point))).sort((a, b) => a.x - b.x || a.y - b.y);
}

/** From one point of the front to the next by way of what both are at least as good as. */
function stairs(
  front: readonly ScatterPoint[],
  scale: { x(value: number): number; y(value: number): number },
  ofX: string,
  ofY: string,
): string {
  const worse = (better: string, a: number, b: number): number => (better === 'higher' ? Math.min(a, b) : Math.max(a, b));
  return front
    .slice(1)
    .map((point, f) => {
      const before = front[f];
      const corner = { x: worse(ofX, before.x, point.x), y: worse(ofY, before.y, point.y) };
      return segment(before, corner, scale) + segment(corner, point, scale);
    })
    .join('');
}

const segment = (
  a: { x: number; y: number },
  b: { x: number; y: number },
  scale: { x(value: number): number; y(value: number): number },
): string => `<line class="front" x1="${pc(scale.x(a.x))}" y1="${px(scale.y(a.y))}" x2="${pc(scale.x(b.x))}" y2="${px(scale.y(b.y))}"/>`;

/** Heights of the labels: that of the dot, or further down where another stands in the way. */
function labelPlaces(places: readonly { readonly left: number; readonly top: number }[]): readonly number[] {
  const found = places.map(({ top }) => top);
  const order = [...places.keys()].sort((a, b) => places[a].top - places[b].top);
  for (const [k, p] of order.entries())
    for (const q of order.slice(0, k))
      if (Math.abs(places[p].left - places[q].left) < 70 && found[p] - found[q] < line) found[p] = found[q] + line;
  // What was pushed out below is moved up again, and pushes in turn.
  const floor = height - 4;
  for (let k = order.length - 1, limit = floor; k >= 0; k--) {
    if (found[order[k]] <= limit) break;
    found[order[k]] = limit;
    limit -= line;
  }
  return found;
}

const extent = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
const axisTitle = ({ title, better }: ScatterAxis, up: string, down: string): string =>
  `${title} (better ${better === 'higher' ? up : down})`;
