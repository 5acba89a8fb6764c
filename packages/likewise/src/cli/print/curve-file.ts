/** A learning curve as a file: one CSV line an epoch, or a picture. */
import type { CurvePoint } from '@likewise/core';
import { csvLine } from '../../words/csv.ts';
import { escaped } from './html-text.ts';
import { px, scaleOf, ticksFor } from './plot-frame.ts';

interface Column {
  readonly name: string;
  readonly part: 'training' | 'validation';
}

const columnsOf = (curve: readonly CurvePoint[]): readonly Column[] =>
  (['training', 'validation'] as const).flatMap((part) =>
    [...new Set(curve.flatMap((point) => Object.keys(point[part])))].map((name) => ({ name, part })),
  );

/** Empty where an epoch has no figure. */
export function curveCsv(curve: readonly CurvePoint[]): string {
  const columns = columnsOf(curve);
  const rated = curve.some(({ learningRate }) => learningRate !== undefined);
  const head = ['epoch', 'seconds', ...(rated ? ['learning rate'] : []), ...columns.map(({ name, part }) => `${part} ${name}`)];
  const lines = curve.map((point) =>
    csvLine([
      point.epoch,
      point.seconds === undefined ? '' : Number(point.seconds.toFixed(6)),
      ...(rated ? [point.learningRate ?? ''] : []),
      ...columns.map(({ name, part }) => point[part][name] ?? ''),
    ]),
  );
  return [csvLine(head), ...lines].join('');
}

const [width, height, left, top] = [720, 240, 80, 44];

/** A panel a figure, one below the other: training dashed, what is held out whole. */
export function curvePicture(title: string, curve: readonly CurvePoint[]): string {
  const names = [...new Set(columnsOf(curve).map(({ name }) => name))];
  const panels = names.map((name, p) => panel(name, curve, top + p * (height + 60)));
  const whole = top + names.length * (height + 60);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + left + 40} ${whole}" font-family="system-ui, sans-serif" font-size="13" role="img">
<title>${escaped(title)}</title>
<desc>${escaped(names.map((name) => saidOf(name, curve)).join('; '))}</desc>
<style>
  :root { color-scheme: light dark; --ink: light-dark(#1b1d22, #eceef2); --soft: light-dark(#5d626d, #a1a7b3); --line: light-dark(#e0e1dd, #31353e); --accent: light-dark(#3350d8, #9db0ff); }
  rect { fill: light-dark(#ffffff, #14161a); } text { fill: var(--soft); } .title { fill: var(--ink); font-size: 16px; font-weight: 600; }
  .grid { stroke: var(--line); } polyline, .key { fill: none; stroke-width: 2; } .training { stroke: var(--soft); stroke-dasharray: 5 3; } .validation { stroke: var(--accent); }
</style>
<rect width="100%" height="100%"/>
<text class="title" x="20" y="26">${escaped(title)}</text>
${panels.join('\n')}
</svg>
`;
}

function panel(name: string, curve: readonly CurvePoint[], at: number): string {
  const values = curve.flatMap(({ training, validation }) => [training[name], validation[name]]).filter((value) => Number.isFinite(value));
  const [first, last] = [curve[0].epoch, (curve.at(-1) as CurvePoint).epoch];
  const across = { values: [...new Set([first, Math.round((first + last) / 2), last])], digits: 0 };
  const down = ticksFor(Math.min(...values), Math.max(...values));
  const scale = scaleOf(across, down, height);
  const x = (epoch: number): number => (scale.x(epoch) / 100) * width;
  const lines = (['training', 'validation'] as const).map((part) => {
    const points = curve
      .filter((point) => Number.isFinite(point[part][name]))
      .map((point) => `${px(x(point.epoch))},${px(scale.y(point[part][name]))}`);
    return points.length === 0 ? '' : `<polyline class="${part}" points="${points.join(' ')}"/>`;
  });
  const key = (['training', 'validation'] as const)
    .filter((part) => curve.some((point) => point[part][name] !== undefined))
    .map(
      (part, k) =>
        `<line class="key ${part}" x1="${width - 280 + k * 140}" x2="${width - 250 + k * 140}" y1="-8" y2="-8"/><text x="${width - 242 + k * 140}" y="-4">${part === 'training' ? 'training' : 'held out'}</text>`,
    );
  const rows = down.values.map(
    (tick) =>
      `<line class="grid" x1="0" x2="${width}" y1="${px(scale.y(tick))}" y2="${px(scale.y(tick))}"/><text x="-10" y="${px(scale.y(tick) + 4)}" text-anchor="end">${tick.toFixed(down.digits)}</text>`,
  );
  const columns = across.values.map((tick) => `<text x="${px(x(tick))}" y="${height + 18}" text-anchor="middle">${tick}</text>`);
  return `<g transform="translate(${left} ${at + 16})"><text x="0" y="-4">${escaped(name)}</text>${key.join('')}${rows.join('')}${lines.join('')}${columns.join('')}<text x="${width}" y="${height + 34}" text-anchor="end">epoch</text></g>`;
}

function saidOf(name: string, curve: readonly CurvePoint[]): string {
  const last = curve.at(-1) as CurvePoint;
  const parts = (['training', 'validation'] as const).filter((part) => last[part][name] !== undefined);
  return `${name} after epoch ${last.epoch}: ${parts.map((part) => `${part} ${last[part][name].toPrecision(4)}`).join(', ')}`;
}
