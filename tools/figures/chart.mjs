/** A line chart as a small SVG: axis titles, legend, and colors for light and dark pages. */

const size = { width: 680, height: 380, left: 76, right: 28, bottom: 58 };
const plot = { right: size.width - size.right, bottom: size.height - size.bottom };

const style = `
  text { font: 14px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #424a53 }
  .title { fill: #1f2328; font-weight: 600 }
  .ground { fill: #ffffff } .grid { stroke: #d8dee4 } .axis { stroke: #6e7781 }
  .s0 { stroke: #0a5fd0 } .s1 { stroke: #bc4c00 } .s2 { stroke: #1a7f37 } .s3 { stroke: #8250df }
  .m0 { fill: #0a5fd0 } .m1 { fill: #bc4c00 } .m2 { fill: #1a7f37 } .m3 { fill: #8250df }
  @media (prefers-color-scheme: dark) {
    text { fill: #b1bac4 } .title { fill: #f0f6fc } .ground { fill: #0d1117 } .grid { stroke: #2f363e } .axis { stroke: #8b949e }
    .s0 { stroke: #6cb6ff } .s1 { stroke: #f69d50 } .s2 { stroke: #57ab5a } .s3 { stroke: #c297ff }
    .m0 { fill: #6cb6ff } .m1 { fill: #f69d50 } .m2 { fill: #57ab5a } .m3 { fill: #c297ff }
    }`;
/** Told apart without color as well. */
const dashes = ['', '8 4', '2 4', '10 4 2 4'];

/**
 * `series` are `{ label, points: [x, y][] }`, at most four; `log` spaces x by ratio and marks each measured x.
 */
export function lineChart({ title, xLabel, yLabel, series, log = false }) {
  const top = series.length > 1 ? 88 : 66;
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const place = log ? Math.log : (x) => x;
  const [first, last] = [place(xs[0]), place(xs.at(-1))];
  const xAt = (x) => size.left + ((place(x) - first) / (last - first || 1)) * (plot.right - size.left);
  const all = series.flatMap(({ points }) => points.map(([, y]) => y));
  const yTicks = ticks(Math.min(...all), Math.max(...all), 5);
  const [low, high] = [yTicks[0], yTicks.at(-1)];
  const yAt = (y) => plot.bottom - ((y - low) / (high - low)) * (plot.bottom - top);
  const xTicks = log ? xs : ticks(xs[0], xs.at(-1), 6).filter((x) => x >= xs[0] && x <= xs.at(-1));

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escaped(`${title}: ${yLabel} by ${xLabel}`)}">`,
    `<style>${style}\n</style>`,
    `<rect class="ground" width="${size.width}" height="${size.height}" rx="6"/>`,
    text(16, 24, title, { className: 'title' }),
    ...legend(series),
    text(16, top - 18, yLabel),
  ];
  for (const y of yTicks) {
    parts.push(`<path class="grid" d="M${size.left} ${round(yAt(y))}H${plot.right}"/>`);
    parts.push(text(size.left - 8, yAt(y) + 5, shown(y, yTicks[1] - yTicks[0]), { anchor: 'end' }));
  }
  for (const x of xTicks) {
    parts.push(`<path class="axis" d="M${round(xAt(x))} ${plot.bottom}v5"/>`);
    parts.push(text(xAt(x), plot.bottom + 22, shown(x, log ? 0 : xTicks[1] - xTicks[0]), { anchor: 'middle' }));
  }
  parts.push(`<path class="axis" d="M${size.left} ${plot.bottom}H${plot.right}"/>`);
  parts.push(text((size.left + plot.right) / 2, size.height - 12, xLabel, { anchor: 'middle' }));
  series.forEach(({ points }, s) => {
    const path = points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${round(xAt(x))} ${round(yAt(y))}`).join('');
    parts.push(`<path class="s${s}" fill="none" stroke-width="2.2" stroke-dasharray="${dashes[s]}" d="${path}"/>`);
    if (points.length <= 16)
      for (const [x, y] of points) parts.push(`<circle class="m${s}" r="3.2" cx="${round(xAt(x))}" cy="${round(yAt(y))}"/>`);
  });
  return `${parts.join('\n')}\n</svg>\n`;
}

/** Labels in a row below the title; a letter is about 7.4 wide. */
function legend(series) {
  if (series.length < 2) return [];
  let x = 16;
  return series.flatMap(({ label }, s) => {
    const mark = `<path class="s${s}" stroke-width="2.2" stroke-dasharray="${dashes[s]}" d="M${round(x)} 39h26"/>`;
    const name = text(x + 32, 44, label);
    x += 32 + label.length * 7.4 + 20;
    return [mark, name];
  });
}

/** Round numbers that span low … high, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low || Math.abs(high) || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const from = Math.floor(low / step + 1e-9);
  const to = Math.max(from + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: to - from + 1 }, (_, k) => (from + k) * step);
}

/** With as many digits as steps of this length need; 0: as it is. */
function shown(value, step) {
  if (step === 0) return String(value);
  const digits = Number(step.toPrecision(3)).toString().split('.')[1]?.length ?? 0;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const round = (value) => Number(value.toFixed(1));
const escaped = (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
function text(x, y, content, { anchor, className } = {}) {
  const more = `${anchor === undefined ? '' : ` text-anchor="${anchor}"`}${className === undefined ? '' : ` class="${className}"`}`;
  return `<text x="${round(x)}" y="${round(y)}"${more}>${escaped(content)}</text>`;
}
