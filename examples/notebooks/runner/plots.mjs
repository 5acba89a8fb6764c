/** Plots as SVG files, by Observable Plot: title, legend, and colors for light and dark pages. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const width = 680;
const style = `
  svg { color: #424a53; --s0: #0a5fd0; --s1: #bc4c00; --s2: #1a7f37; --s3: #8250df; --s4: #9a6700; --s5: #bf3989; --ground: #ffffff; --grid: #d8dee4; --title: #1f2328 }
  text { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; font-size: 13px }
  .head { font-size: 15px; font-weight: 600; fill: var(--title) }
  @media (prefers-color-scheme: dark) {
    svg { color: #b1bac4; --s0: #6cb6ff; --s1: #f69d50; --s2: #57ab5a; --s3: #c297ff; --s4: #daaa3f; --s5: #fc8dc7; --ground: #0d1117; --grid: #2f363e; --title: #f0f6fc }
  }`;
const colors = [0, 1, 2, 3, 4, 5].map((k) => `var(--s${k})`);
/** Told apart without color as well. */
const dashes = ['none', '8 4', '2 4', '10 4 2 4', '14 4', '4 2'];

/** `{ label, points: [x, y][], width? }`, six at most; `log: 'x' | 'y' | 'xy'`; `marks(Plot, colors)` for more. */
export function lines({ title, x, y, series, log = '', height = 340, marks = () => [], ...options }) {
  return drawn({
    title,
    height,
    legend: series.length > 1 ? series.map(({ label }) => label) : [],
    options: () => ({
      x: { label: x, labelAnchor: 'center', labelArrow: 'none', type: log.includes('x') ? 'log' : 'linear', tickSize: 4, ...options.xAxis },
      y: { label: y, type: log.includes('y') ? 'log' : 'linear', grid: true, tickSize: 0, ...options.yAxis },
      marks: [
        ...marks(Plot, colors),
        ...series.map(({ points }, s) => Plot.line(points, { stroke: colors[s], strokeWidth: 2, strokeDasharray: dashes[s] })),
        ...series
          .filter(({ points }) => points.length <= 16)
          .map(({ points }) => Plot.dot(points, { r: 3, fill: colors[series.findIndex((one) => one.points === points)] })),
      ],
    }),
  });
}

/** `points: { x, y, label?, group? }[]`; groups are colored in the order of `groups`. */
export function dots({ title, x, y, points, groups = [], height = 480, marks = () => [], labels = true, ...options }) {
  const colorOf = (point) => colors[Math.max(0, groups.indexOf(point.group))];
  return drawn({
    title,
    height,
    legend: groups,
    symbol: 'dot',
    options: () => ({
      marginRight: labels ? 110 : 24,
      x: { label: x, labelAnchor: 'center', labelArrow: 'none', ...options.xAxis },
      y: { label: y, grid: true, tickSize: 0, ...options.yAxis },
      marks: [
        ...marks(Plot, colors),
        Plot.dot(points, { x: 'x', y: 'y', r: 3.5, fill: colorOf, fillOpacity: 0.85 }),
        ...(labels
          ? [
              Plot.text(
                points.filter(({ label }) => label),
                { x: 'x', y: 'y', text: 'label', dx: 6, textAnchor: 'start', fill: 'currentColor' },
              ),
            ]
          : []),
      ],
    }),
  });
}

/** A whole picture around what `options(Plot, colors)` describes. */
export function drawn({ title, legend = [], symbol = 'line', height = 340, options }) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const top = legend.length > 0 ? 62 : 40;
  const common = { document, width, height, marginTop: 30, marginLeft: 64, marginRight: 24, marginBottom: 44 };
  const { color, ...rest } = options(Plot, colors);
  const inner = Plot.plot({ ...common, ...rest, color: { type: 'identity', ...color } });
  inner.querySelector('style')?.remove();
  for (const part of inner.querySelectorAll('[aria-label="y-grid"] line, [aria-label="y-grid"]')) {
    part.setAttribute('stroke', 'var(--grid)');
    part.removeAttribute('stroke-opacity');
  }
  let at = 16;
  const named = legend.flatMap((label, s) => {
    const key =
      symbol === 'dot'
        ? `<circle cx="${at + 6}" cy="44" r="4.5" fill="${colors[s]}"/>`
        : `<path d="M${at} 44h26" stroke="${colors[s]}" stroke-width="2.2" stroke-dasharray="${dashes[s]}"/>`;
    const left = at + (symbol === 'dot' ? 16 : 32);
    at = left + label.length * 6.9 + 18;
    return [key, `<text x="${left}" y="48" fill="currentColor">${escaped(label)}</text>`];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + top}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style}\n</style>`,
    '<rect width="100%" height="100%" rx="6" fill="var(--ground)"/>',
    `<text class="head" x="16" y="24">${escaped(title)}</text>`,
    ...named,
    // A group, not a picture in the picture, which would need a name of its own.
    `<g transform="translate(0,${top})" fill="currentColor" text-anchor="middle">`,
    rounded(inner.innerHTML),
    '</g>',
    '</svg>\n',
  ].join('\n');
}

/** Coordinates to a tenth of a pixel, labels as they are: smaller files, and no digits that differ from machine to machine. */
const rounded = (svg) =>
  svg.replace(/<[^>]+>/g, (tag) => tag.replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))));
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
