/** Sections of the page beyond its figures: what accuracy costs, curves, the long tail, some people's lists. */
import { type CurvePoint, type MetricEntry, metricEntry, parseMetric, type Report } from '@likewise/core';
import { percent, seconds as secondsText, short, whole } from '../../words/numbers.ts';
import { broken, escaped } from './html-text.ts';
import { type Line, linePlot } from './line-plot.ts';
import { metricNames } from './report-table.ts';
import { type ScatterAxis, scatterPlot } from './scatter-plot.ts';

/** Of one training of each model; positions are those of the rows. */
export interface Sights {
  readonly curves: readonly (readonly CurvePoint[])[];
  readonly people: readonly ShownPerson[];
  readonly tail: TailShares | undefined;
}

export interface ShownItem {
  readonly id: string;
  readonly title?: string | undefined;
}

export interface ShownPerson {
  readonly user: string;
  /** Items they are known by. */
  readonly known: number;
  /** Newest first where times are known, then best first. */
  readonly history: readonly (ShownItem & { readonly value?: number | undefined })[];
  /** What they turned out to like. */
  readonly relevant: readonly ShownItem[];
  /** Of each model; absent where it has none. */
  readonly lists: readonly (readonly (ShownItem & { readonly isHit: boolean })[] | undefined)[];
}

/** Shares that add up to 1: of the tenth of the items that most people have, of the next tenth, … */
export interface TailShares {
  readonly training: readonly number[];
  /** Of places in the lists of each model; absent where it has none. */
  readonly models: readonly (readonly number[] | undefined)[];
  /** Items of each list that count. */
  readonly length: number;
}

export const sightSections = (report: Report, sights: Sights | undefined): string =>
  [tradeOffs(report), ...(sights === undefined ? [] : [longTail(report, sights), curves(report, sights), people(report, sights)])].join(
    '\n',
  );

const entryOf = (metric: string): MetricEntry => metricEntry(metric.replace(/ \(.*$/, ''));

/** Short names for plots: that of the model, with a number where several have it. */
function shortNames({ rows }: Report): readonly string[] {
  const names = rows.map(({ model }) => model.split(':', 1)[0]);
  return names.map((name, n) => {
    const same = names.filter((other) => other === name).length;
    const own = name.length > 22 ? `${name.slice(0, 21)}…` : name;
    return same === 1 ? own : `${own} (${names.slice(0, n + 1).filter((other) => other === name).length})`;
  });
}

function tradeOffs(report: Report): string {
  const { rows } = report;
  const directed = metricNames(report).filter((name) => entryOf(name).direction !== 'neither');
  const accuracies = directed.filter(isAccuracy);
  const accuracy = accuracies.find((name) => entryOf(name).kind !== 'rating') ?? accuracies[0];
  if (accuracy === undefined) return '';
  const names = shortNames(report);
  const axisOf = (title: string): ScatterAxis => ({ title, better: entryOf(title).direction as ScatterAxis['better'] });
  const cards = directed.flatMap((other) => {
    if (isAccuracy(other)) return [];
    const points = rows.flatMap(({ metrics: { [other]: x, [accuracy]: y } }, r) =>
      x === undefined || y === undefined ? [] : [{ label: names[r], x, y }],
    );
    if (points.length < 2) return [];
    const plot = scatterPlot(points, { x: axisOf(other), y: axisOf(accuracy) });
    return [`<div class="card"><h3>${escaped(`${accuracy} against ${other}`)}</h3>${plot}</div>`];
  });
  if (cards.length === 0) return '';
  return `<section><h2>What accuracy costs</h2>
<p class="soft">Filled: models that no other beats in both; the dashed line is their front. The figures stand in the table above.</p>
<div class="cards">
${cards.join('\n')}
</div></section>`;
}

/** Whether it asks how well what was held out was met. */
function isAccuracy(name: string): boolean {
  const metric = parseMetric(name.replace(/ \(.*$/, ''));
  return metric.kind === 'rating' || (metric.kind === 'ranking' && (metric.ofHits === true || metric.needsScores === true));
}

function longTail({ rows }: Report, { tail }: Sights): string {
  if (tail === undefined) return '';
  const cards = rows.flatMap(({ model }, r) => {
    const shares = tail.models[r];
    return shares === undefined
      ? []
      : [`<div class="card"><h3>${broken(model)}</h3>${tailBars(shares, tail.training, model)}${tailTable(shares, tail.training)}</div>`];
  });
  if (cards.length === 0) return '';
  return `<section><h2>The long tail</h2>
<p class="soft">Items in ten equal groups by how many people have them in training: 1 the most popular, 10 the least. Bars: per cent of the places in lists of ${tail.length} that a group gets; the line across each: per cent of the training data.</p>
<div class="cards small">
${cards.join('\n')}
</div></section>`;
}

function tailTable(shares: readonly number[], training: readonly number[]): string {
  const head = ['items', 'of places', 'of training'].map((title) => `<th scope="col">${title}</th>`).join('');
  const lines = shares.map(
    (share, part) => `<tr><th scope="row">${part + 1}</th><td>${percent(share)}</td><td>${percent(training[part])}</td></tr>`,
  );
  return `<details><summary>as a table</summary><table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></details>`;
}

const barsHeight = 110;

function tailBars(shares: readonly number[], training: readonly number[], model: string): string {
  const top = 16;
  const y = (share: number): number => top + (1 - share) * (barsHeight - top);
  const width = 100 / shares.length;
  const bars = shares.map((share, part) => {
    const left = part * width;
    const at = y(share);
    const mark = y(training[part]);
    const text = share >= 0.005 ? (share * 100).toFixed(0) : share > 0 ? '<1' : '0';
    return `<rect class="bar" x="${left + 1}%" width="${width - 2}%" y="${at.toFixed(1)}" height="${(barsHeight - at).toFixed(1)}"/><text x="${left + width / 2}%" y="${Math.min(at, mark - 1).toFixed(1)}" dy="-3" text-anchor="middle">${escaped(text)}</text><line class="mark" x1="${left + 0.5}%" x2="${left + width - 0.5}%" y1="${mark.toFixed(1)}" y2="${mark.toFixed(1)}"/>`;
  });
  const said = shares.map((share, part) => `${part + 1}: ${percent(share)} of places, ${percent(training[part])} of training`).join('; ');
  const numbers = shares.map((_, part) => `<text x="${(part + 0.5) * width}%" y="14" text-anchor="middle">${part + 1}</text>`).join('');
  return `<svg width="100%" height="${barsHeight}" role="img"><title>${escaped(`Share of places by popularity, ${model}`)}</title><desc>${escaped(said)}</desc>${bars.join('')}<line class="base" x1="0" x2="100%" y1="${barsHeight}" y2="${barsHeight}"/></svg><svg width="100%" height="20" aria-hidden="true">${numbers}</svg>`;
}

function curves({ rows }: Report, { curves: all }: Sights): string {
  const cards = rows.flatMap(({ model }, r) => {
    const curve = all[r];
    const names = [...new Set(curve.flatMap(({ training, validation }) => [...Object.keys(training), ...Object.keys(validation)]))];
    if (curve.length < 2 || names.length === 0) return [];
    const plots = names.map((name) => {
      const lines = (['training', 'validation'] as const).flatMap((part): Line[] => {
        const points = curve.flatMap(({ epoch, [part]: { [name]: y } }) => (Number.isFinite(y) ? [[epoch, y] as const] : []));
        const label = part === 'training' ? 'training' : 'held out';
        return points.length < 2 ? [] : [{ label, kind: part === 'training' ? 'training' : 'held-out', points }];
      });
      return lines.length === 0 ? '' : linePlot(lines, { title: name, across: 'epoch' });
    });
    const spent = curve.flatMap(({ seconds }) => seconds ?? []);
    const each = spent.reduce((sum, one) => sum + one, 0) / spent.length;
    const time = `${whole(curve.length)} epochs${spent.length === 0 ? '' : `, ${secondsText(each)} each`}`;
    return [`<div class="card"><h3>${broken(model)} <span>${time}</span></h3>${plots.join('')}${curveTable(curve, names)}</div>`];
  });
  if (cards.length === 0) return '';
  return `<section><h2>Learning curves</h2>
<p class="soft">What each training reported after its epochs, of the first fold: <svg class="key" width="28" height="10" aria-hidden="true"><line class="training" x1="0" x2="28" y1="5" y2="5"/></svg> training, <svg class="key" width="28" height="10" aria-hidden="true"><line class="held-out" x1="0" x2="28" y1="5" y2="5"/></svg> held out, where the model holds a part out.</p>
<div class="cards small">
${cards.join('\n')}
</div></section>`;
}

/** More lines than this are thinned. */
const mostLines = 60;

function curveTable(curve: readonly CurvePoint[], names: readonly string[]): string {
  const columns = names.flatMap((name) =>
    (['training', 'validation'] as const).flatMap((part) =>
      curve.some((point) => point[part][name] !== undefined)
        ? [{ title: part === 'training' ? name : `${name}, held out`, part, name }]
        : [],
    ),
  );
  const step = Math.ceil(curve.length / mostLines);
  const head = ['epoch', 'seconds', ...columns.map(({ title }) => title)].map((title) => `<th scope="col">${escaped(title)}</th>`).join('');
  const cell = (value: number | undefined): string => `<td>${value === undefined || !Number.isFinite(value) ? '–' : short(value)}</td>`;
  const lines = curve
    .filter((_, p) => p % step === 0 || p === curve.length - 1)
    .map((point) => {
      const figures = columns.map(({ part, name }) => cell(point[part][name])).join('');
      return `<tr><th scope="row">${point.epoch}</th>${cell(point.seconds)}${figures}</tr>`;
    });
  return `<details><summary>as a table</summary><div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></div></details>`;
}

function people({ rows }: Report, { people: shown }: Sights): string {
  if (shown.length === 0) return '';
  const named = ({ id, title }: ShownItem): string =>
    title === undefined ? `<span class="id">${escaped(id)}</span>` : `${escaped(title)} <span class="id soft">${escaped(id)}</span>`;
  const item = (one: ShownItem & { readonly value?: number | undefined; readonly isHit?: boolean }): string => {
    const value = one.value === undefined ? '' : ` <span class="soft">${short(one.value)}</span>`;
    return `<li${one.isHit ? ' class="hit"' : ''}>${one.isHit ? '<strong>✓ ' : ''}${named(one)}${one.isHit ? '</strong>' : ''}${value}</li>`;
  };
  const parts = shown.map(({ user, known, history, relevant, lists }, p) => {
    const columns = rows.map(({ model }, r) => {
      const list = lists[r];
      const body = list === undefined || list.length === 0 ? '<p class="soft">no list</p>' : `<ol>${list.map(item).join('')}</ol>`;
      return `<div><h4>${broken(model)}</h4>${body}</div>`;
    });
    const hits = lists.map((list) => list?.filter(({ isHit }) => isHit).length ?? 0);
    const more = known > history.length ? ` (${history.length} of ${whole(known)})` : '';
    return `<details${p === 0 ? ' open' : ''}><summary>${escaped(user)}: known by ${whole(known)}, ${whole(relevant.length)} to find, hits ${hits.join(', ')}</summary><div class="people"><div class="told"><h4>history${more}</h4><ul>${history.map(item).join('')}</ul><h4>to find${relevant.length > mostShown ? ` (${mostShown} of ${whole(relevant.length)})` : ''}</h4><ul>${relevant.slice(0, mostShown).map(item).join('')}</ul></div>${columns.join('')}</div></details>`;
  });
  return `<section><h2>${shown.length === 1 ? 'One person' : `${shown.length} people`} side by side</h2>
<p class="soft">From the shortest history to the longest; ✓ marks what the person turned out to like. Hits are in the order of the models.</p>
${parts.join('\n')}
</section>`;
}

const mostShown = 10;
