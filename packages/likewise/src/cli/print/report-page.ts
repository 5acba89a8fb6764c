/** An evaluation as one web page that needs nothing else: a table, and a bar with its interval for every figure. */
import type { Report } from '@likewise/core';
import { seconds, whole } from '../../words/numbers.ts';
import { bestFigure, metricNames } from './report-table.ts';

interface ReportOrigin {
  readonly file: string;
  readonly positive: string | undefined;
  readonly notes: readonly string[];
}

const barWidth = 360;
const barHeight = 18;

export function reportPage(report: Report, { file, positive, notes }: ReportOrigin): string {
  const { data, rows, split, seed } = report;
  const metrics = metricNames(report);
  const best = new Map(metrics.map((metric) => [metric, bestFigure(metric, rows)]));
  const head = ['model', ...metrics, 'fit', 'score', 'peak memory'].map((name) => `<th>${escaped(name)}</th>`).join('');
  const body = rows.map((row) => {
    const figures = metrics.map((metric) => {
      const [figure, interval] = [row.metrics[metric], row.ci[metric]];
      if (figure === undefined) return '<td>–</td>';
      const range = interval === undefined ? '' : `<small>${interval[0].toFixed(4)} – ${interval[1].toFixed(4)}</small>`;
      return `<td${figure === best.get(metric) ? ' class="best"' : ''}>${figure.toFixed(4)}${range}</td>`;
    });
    const cost = [row.fitSeconds, row.scoreSeconds].map((value) => `<td>${value === undefined ? '–' : seconds(value)}</td>`);
    const memory = `<td>${row.peakMemoryMb === undefined ? '–' : `${row.peakMemoryMb.toFixed(0)} MB`}</td>`;
    const settings = Object.entries(row.settings).filter(([, value]) => value !== undefined);
    const text = settings.map(([name, value]) => `${name}=${value}`).join(', ');
    return `<tr><th scope="row">${escaped(row.model)}<small>${escaped(text)}</small></th>${figures.join('')}${cost.join('')}${memory}</tr>`;
  });
  const facts = [
    `${whole(data.users)} users, ${whole(data.items)} items`,
    `${whole(data.train)} interactions for training, ${whole(data.test)} for the test`,
    `split ${split}, seed ${seed}`,
    ...(positive === undefined ? [] : [`positives ${positive}`]),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation of ${escaped(file)}</title>
<style>
:root { color-scheme: light dark; --bar: #3b76c4; --line: #8886; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .4rem .8rem; text-align: right; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; vertical-align: top; }
th:first-child { text-align: left; }
small { display: block; opacity: .7; font-weight: normal; }
.best { font-weight: bold; }
svg { display: block; margin: .5rem 0 1.5rem; max-width: 100%; height: auto; }
svg text { font: 13px system-ui, sans-serif; fill: currentColor; }
</style>
<h1>Evaluation of ${escaped(file)}</h1>
<p>${facts.map(escaped).join('; ')}.</p>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
${metrics.map((metric) => `<h2>${escaped(metric)}</h2>\n${bars(metric, report)}`).join('\n')}
</html>
`;
}

/** Bars from 0, the 95 % interval as a line over their end. */
function bars(metric: string, { rows }: Report): string {
  const shown = rows.filter(({ metrics }) => metrics[metric] !== undefined);
  const ends = shown.flatMap(({ metrics, ci }) => [metrics[metric], ...(ci[metric] ?? [])]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const x = (value: number): number => 220 + (high === low ? 0 : ((value - low) / (high - low)) * barWidth);
  const lines = shown.map(({ model, metrics, ci }, r) => {
    const [value, interval] = [metrics[metric], ci[metric]?.map((end) => x(end).toFixed(1))];
    const y = r * (barHeight + 8);
    const middle = y + barHeight / 2;
    const [from, to] = [x(0), x(value)].sort((a, b) => a - b);
    const whisker = interval && `<path d="M${interval[0]} ${middle}H${interval[1]}" stroke="currentColor" stroke-width="2"/>`;
    const label = model.length > 30 ? `${model.slice(0, 29)}…` : model;
    return `<text x="212" y="${middle + 5}" text-anchor="end">${escaped(label)}</text><rect x="${from.toFixed(1)}" y="${y}" width="${(to - from).toFixed(1)}" height="${barHeight}" fill="var(--bar)"/>${whisker ?? ''}<text x="${220 + barWidth + 8}" y="${middle + 5}">${value.toFixed(4)}</text>`;
  });
  const height = shown.length * (barHeight + 8);
  return `<svg viewBox="0 0 ${220 + barWidth + 80} ${height}" width="${220 + barWidth + 80}" height="${height}" role="img" aria-label="${escaped(metric)} of each model">${lines.join('')}</svg>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
