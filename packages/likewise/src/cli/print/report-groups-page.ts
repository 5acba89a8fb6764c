/** Sections of the page for what an evaluation was asked beside its figures: groups of users and items, aging, overlap of lists. */
import { metricEntry, type Report } from '@likewise/core';
import type { Grid } from './grid.ts';
import { broken, escaped } from './html-text.ts';
import { intervalPlot, type PlotRow } from './interval-plot.ts';
import { type Line, linePlot } from './line-plot.ts';
import { agingGrid } from './report-aging.ts';
import { exposureGrids, groupGrids, groupText } from './report-groups.ts';
import { metricNames, overlapGrid } from './report-table.ts';

export const groupSections = (report: Report): string =>
  [userGroups(report), itemGroups(report), aging(report), overlap(report)].join('\n');

const figure = (value: number): string => value.toFixed(4).replace('-', '−');

/** A plot a metric: groups one after the other, in each the models. */
function userGroups(report: Report): string {
  const { rows } = report;
  const grids = groupGrids(report);
  const all = rows.flatMap(({ model, groups = [] }) => groups.map((group) => ({ ...group, model })));
  const sections = [...new Set(all.map(({ by }) => by))].map((by, b) => {
    const of = all.filter((row) => row.by === by);
    const names = [...new Set(of.map(({ group }) => group))];
    const cards = metricNames(report).flatMap((metric) => {
      const plotted = names.flatMap((group) =>
        of
          .filter((row) => row.group === group && row.metrics[metric] !== undefined)
          .map((row): PlotRow => ({ label: `${groupText(row)}: ${row.model}`, value: row.metrics[metric], interval: row.ci[metric] })),
      );
      if (plotted.length === 0) return [];
      const { direction } = metricEntry(metric.replace(/ \(.*$/, ''));
      return [
        `<div class="card"><h3>${escaped(metric)}</h3>${intervalPlot(plotted, { title: `${metric} by ${by}`, better: direction, value: figure })}</div>`,
      ];
    });
    return `<section><h2>By ${escaped(by)}</h2><div class="cards">\n${cards.join('\n')}\n</div>${folded(grids[b])}</section>`;
  });
  return sections.join('\n');
}

const itemGroups = (report: Report): string =>
  exposureGrids(report)
    .map((grid) => `<section><h2>Exposure</h2><p class="soft">${escaped(grid.title ?? '')}</p>${tableOf(grid)}</section>`)
    .join('\n');

/** A plot a model and metric: the model kept from the first window, and the one trained anew. */
function aging(report: Report): string {
  const grid = agingGrid(report);
  if (grid === undefined) return '';
  const cards = report.rows.flatMap(({ model, aging: own }) => {
    if (own === undefined) return [];
    const metrics = Object.keys(own.windows[0].retrained);
    const plots = metrics.flatMap((metric) => {
      const lines = (['retrained', 'kept'] as const).flatMap((which): Line[] => {
        const points = own.windows.flatMap(({ [which]: { [metric]: y } }, w) => (Number.isFinite(y) ? [[w + 1, y] as const] : []));
        return points.length < 2 ? [] : [{ label: which, kind: which === 'retrained' ? 'held-out' : 'training', points }];
      });
      return lines.length === 0 ? [] : [linePlot(lines, { title: metric, across: 'window' })];
    });
    return plots.length === 0 ? [] : [`<div class="card"><h3>${broken(model)}</h3>${plots.join('')}</div>`];
  });
  return `<section><h2>How models age</h2>
<p class="soft">Dashed: the model of the first window, kept; whole: trained anew before each window. What the days mean stands under “What it rests on”.</p>
<div class="cards small">
${cards.join('\n')}
</div>${folded(grid)}</section>`;
}

function overlap(report: Report): string {
  const grid = overlapGrid(report);
  return grid === undefined
    ? ''
    : `<section><h2>Overlap of lists</h2><p class="soft">${escaped(grid.title ?? '')}</p>${tableOf(grid)}</section>`;
}

const folded = <Row>(grid: Grid<Row>): string => `<details><summary>as a table</summary>${tableOf(grid)}</details>`;

function tableOf<Row>({ columns, rows }: Grid<Row>): string {
  const head = columns.map(({ heading, align }) => `<th scope="col"${align === 'right' ? '' : ' class="text"'}>${escaped(heading)}</th>`);
  const lines = rows.map((row, r) => {
    const cells = columns.map(({ cell, align }) => `<td${align === 'right' ? '' : ' class="text"'}>${broken(cell(row, r))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}
