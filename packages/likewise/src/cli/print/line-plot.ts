/** Figures over epochs: what training reported, and what is held out. */
import { pc, plotFrame, px, scaleOf, ticksFor } from './plot-frame.ts';

export interface Line {
  readonly label: string;
  readonly kind: 'training' | 'held-out';
  /** By x, ascending. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

const height = 180;
/** More points than a screen has columns are not seen. */
const most = 300;

export function linePlot(lines: readonly Line[], { title, across }: { readonly title: string; readonly across: string }): string {
  const all = lines.flatMap(({ points }) => points);
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const ends = [Math.min(...xs), Math.max(...xs)];
  const axis = { title: across, ticks: { values: [...new Set([ends[0], Math.round((ends[0] + ends[1]) / 2), ends[1]])], digits: 0 } };
  const down = { title, ticks: ticksFor(Math.min(...ys), Math.max(...ys)) };
  const scale = scaleOf(axis.ticks, down.ticks, height);
  const drawn = lines.map(({ kind, points }) => {
    const step = Math.max(1, Math.ceil(points.length / most));
    const kept = points.filter((_, p) => p % step === 0 || p === points.length - 1);
    const path = kept.map(([x, y]) => `${scale.x(x).toFixed(2)},${px(scale.y(y))}`).join(' ');
    const [lastX, lastY] = points.at(-1) as readonly [number, number];
    return `<svg width="100%" height="${height}" viewBox="0 0 100 ${height}" preserveAspectRatio="none"><polyline class="${kind}" points="${path}"/></svg><circle class="end ${kind}" cx="${pc(scale.x(lastX))}" cy="${px(scale.y(lastY))}" r="3.5"/>`;
  });
  const said = lines.map(
    ({ label, points }) =>
      `${label} from ${points[0][1].toPrecision(4)} to ${(points.at(-1) as readonly [number, number])[1].toPrecision(4)}`,
  );
  return plotFrame({
    height,
    across: axis,
    down,
    body: drawn.join(''),
    title: `${title} over ${ends[1]} epochs`,
    description: `${said.join('; ')}.`,
  });
}
