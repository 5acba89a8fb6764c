/** An evaluation as one web page that needs nothing else: for each metric dots with their intervals, best first; the table; what it rests on; what models show. */
import { metricEntry, type Report, type ReportRow } from '@likewise/core';
import { settingsText } from '../../words/case.ts';
import { seconds, whole } from '../../words/numbers.ts';
import { broken, escaped } from './html-text.ts';
import { intervalPlot, type PlotRow } from './interval-plot.ts';
import { groupSections } from './report-groups-page.ts';
import { basisOf } from './report-notes.ts';
import { reportScript } from './report-script.ts';
import { type Sights, sightSections } from './report-sights.ts';
import { reportStyle } from './report-style.ts';
import { bestFigure, differenceRows, metricNames, type PartsRow, partsOf, signed } from './report-table.ts';

export interface ReportOrigin {
  readonly file: string;
  readonly positive: string | undefined;
  readonly notes: readonly string[];
  /** The words that made it, as a shell takes them. */
  readonly command: string;
  readonly version: string;
  readonly date: Date;
}

/** @param sights absent: figures alone */
export function reportPage(report: Report, origin: ReportOrigin, sights?: Sights): string {
  const { data, split, seed, seeds, rows } = report;
  const metrics = metricNames(report);
  const facts: [string, string][] = [
    ['users', whole(data.users)],
    ['items', whole(data.items)],
    ['interactions for training', whole(data.train)],
    ['for the test', whole(data.test)],
    ['split', split],
    seeds === undefined ? ['seed', String(seed)] : ['seeds', `${seeds.numbers[0]} to ${seeds.numbers.at(-1)}`],
    ...(origin.positive === undefined ? [] : [['positives', origin.positive] satisfies [string, string]]),
  ];
  const beware = origin.notes.filter((note) => note.startsWith('beware: '));
  const others = origin.notes.filter((note) => !note.startsWith('beware: '));
  const title = `Evaluation of ${origin.file}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
${reportStyle(29 + 8.4 * metrics.length)}
</style>
<main>
<h1>${escaped(title)}</h1>
<p class="lead">${whole(rows.length)} ${rows.length === 1 ? 'model' : 'models'}, judged by ${escaped(metrics.join(', '))}; relevant: ${escaped(report.relevant)}.</p>
${beware.map((note) => `<p class="beware">${escaped(note)}</p>`).join('\n')}
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>
<section><h2>Figures</h2>
<div class="cards">
${metrics.map((metric) => metricCard(metric, report)).join('\n')}
</div></section>
${differenceCards(report)}
<section><h2>Table</h2>
${figuresTable(report, metrics)}
</section>
${partsSection(report)}
${groupSections(report)}
${sightSections(report, sights)}
<section><h2>What it rests on</h2>
<p>Ranges are 95 % intervals ${escaped(basisOf(report))}</p>
${others.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
</section>
<section><h2>Settings</h2>
${rows.map(settingsOf).join('\n')}
</section>
<section><h2>Definitions</h2>
<details><summary>the metrics, and where they come from</summary><dl>${metrics.map(definitionOf).join('')}</dl></details>
</section>
<footer><p>Made ${escaped(origin.date.toISOString().slice(0, 16).replace('T', ' '))} UTC by likewise ${escaped(origin.version)}. The command that makes it again:</p>
<pre>${escaped(origin.command)}</pre></footer>
</main>
<script>
${reportScript}
</script>
</html>
`;
}

const figure = (value: number): string => value.toFixed(4).replace('-', '−');
const between = ([low, high]: readonly [number, number], text: (value: number) => string): string => `${text(low)} to ${text(high)}`;
const entryOf = (metric: string) => metricEntry(metric.replace(/ \(.*$/, ''));
const betterWords = { higher: 'higher is better', lower: 'lower is better', neither: 'neither direction is better' } as const;

function metricCard(metric: string, report: Report): string {
  const { direction, definition } = entryOf(metric);
  const best = bestFigure(metric, report.rows);
  const parts = partsOf(report);
  const figures = report.rows.filter((row) => row.metrics[metric] !== undefined);
  const sorted = [...figures].sort((a, b) => (direction === 'lower' ? 1 : -1) * (a.metrics[metric] - b.metrics[metric]));
  const rows = sorted.map(
    (row): PlotRow => ({
      label: row.model,
      value: row.metrics[metric],
      interval: row.ci[metric],
      parts: parts?.rows.find((part) => part.metric === metric && part.model === row.model)?.figures.filter((value) => value !== undefined),
      details: row.ci[metric] && [between(row.ci[metric], figure)],
      best: row.metrics[metric] === best,
    }),
  );
  const without = report.rows.filter((row) => row.metrics[metric] === undefined).map(({ model }) => model);
  const missing = without.length === 0 ? '' : `<p class="soft without">no figure: ${escaped(without.join(', '))}</p>`;
  return `<div class="card"><h3>${escaped(metric)} <span>${betterWords[direction]}</span></h3><p class="soft definition">${escaped(definition)}</p>${intervalPlot(rows, { title: metric, better: direction, value: figure })}${missing}</div>`;
}

/** A plot around 0 for each metric by which models were compared. */
function differenceCards(report: Report): string {
  if (report.comparedWith === undefined) return '';
  const all = differenceRows(report);
  const cards = metricNames(report).flatMap((metric) => {
    const of = all.filter((row) => row.metric === metric);
    if (of.length === 0) return [];
    const { direction } = entryOf(metric);
    const sorted = of.sort((a, b) => (direction === 'lower' ? 1 : -1) * (a.value - b.value));
    const rows = sorted.map(
      ({ model, value, ci, pAdjusted, perPerson }): PlotRow => ({
        label: model,
        value,
        interval: ci,
        details: [
          between(ci, signed),
          `p ${pAdjusted.toFixed(3)}`,
          ...(perPerson === undefined
            ? []
            : [`Wilcoxon ${perPerson.wilcoxon.pAdjusted.toFixed(3)}, t ${perPerson.t.pAdjusted.toFixed(3)}`]),
        ],
        best: pAdjusted < 0.05,
      }),
    );
    const plot = intervalPlot(rows, { title: `difference in ${metric}`, better: direction, value: signed, zero: true });
    return [
      `<div class="card"><h3>${escaped(metric)} <span>${betterWords[direction]}; filled: p &lt; 0.05, corrected by Holm</span></h3>${plot}</div>`,
    ];
  });
  return `<section><h2>Difference from ${escaped(report.rows[report.comparedWith].model)}</h2><div class="cards">\n${cards.join('\n')}\n</div></section>`;
}

function figuresTable({ rows }: Report, metrics: readonly string[]): string {
  const best = new Map(metrics.map((metric) => [metric, bestFigure(metric, rows)]));
  const cell = (label: string, value: number | undefined, text: string, isBest = false): string =>
    `<td data-label="${escaped(label)}" data-value="${value ?? ''}"${isBest ? ' class="best"' : ''}><span>${text}</span></td>`;
  const body = rows.map((row) => {
    const figures = metrics.map((metric) => {
      const [value, interval] = [row.metrics[metric], row.ci[metric]];
      if (value === undefined) return cell(metric, undefined, '–');
      const range = interval === undefined ? '' : `<small>${between(interval, figure)}</small>`;
      return cell(metric, value, `${figure(value)}${range}`, value === best.get(metric));
    });
    const time = (value: number | undefined): string => (value === undefined ? '–' : escaped(seconds(value)));
    const memory = row.peakMemoryMb === undefined ? '–' : `${row.peakMemoryMb.toFixed(0)} MB`;
    const cost = [
      cell('fit', row.fitSeconds, time(row.fitSeconds)),
      cell('score', row.scoreSeconds, time(row.scoreSeconds)),
      cell('peak memory', row.peakMemoryMb, memory),
    ];
    return `<tr><th scope="row">${broken(row.model)}</th>${figures.join('')}${cost.join('')}</tr>`;
  });
  const better = (name: string): string => (metrics.includes(name) ? ` data-better="${entryOf(name).direction}"` : '');
  const names = ['model', ...metrics, 'fit', 'score', 'peak memory'];
  const head = names.map((name) => `<th scope="col"${better(name)}>${escaped(name)}</th>`).join('');
  return `<table class="figures sortable"><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

function partsSection(report: Report): string {
  const parts = partsOf(report);
  if (parts === undefined) return '';
  const values = ({ figures }: PartsRow): string =>
    parts.names.map((name, n) => `${name} ${figures[n] === undefined ? '–' : figure(figures[n])}`).join(', ');
  const lines = parts.rows.map(
    (row) =>
      `<dt>${escaped(`${row.metric}, ${row.model}`)}</dt><dd>${figure(row.mean)}, sd ${figure(row.deviation)} <small>${escaped(values(row))}</small></dd>`,
  );
  return `<section><h2>${report.seeds === undefined ? 'Folds' : 'Seeds'}</h2><details><summary>${escaped(parts.title)}</summary><dl>${lines.join('')}</dl></details></section>`;
}

function settingsOf({ model, settings, trainedOn }: ReportRow): string {
  const text = settingsText(settings);
  const trained = trainedOn === undefined ? '' : `, trained on ${trainedOn}`;
  return `<details><summary>${escaped(model)}${trained}</summary><p><code>${text === '' ? 'no settings' : escaped(text)}</code></p></details>`;
}

function definitionOf(metric: string): string {
  const { definition, range, direction, source } = entryOf(metric);
  return `<dt>${escaped(metric)}</dt><dd>${escaped(definition)}<small>in ${escaped(range)}, ${betterWords[direction]}; ${escaped(source)}</small></dd>`;
}
