/** A map of vectors as SVG, or as a page around it; light and dark, without anything from elsewhere. */
import { fixed } from '../../words/numbers.ts';
import { escaped } from './html-text.ts';
import { placedLabels } from './map-labels.ts';
import { reportStyle, tokens } from './report-style.ts';

export interface MapPoint {
  readonly id: string;
  readonly title: string | undefined;
  readonly x: number;
  readonly y: number;
  readonly count: number;
  readonly mean: number | undefined;
  readonly labelled: boolean;
}

export interface MapText {
  readonly title: string;
  readonly subtitle: string;
  readonly axes: readonly [string, string];
}

const [width, height, margin] = [960, 720, 34];
const longestLabel = 34;

/** A picture of its own: `color-scheme` and the colours of the studio. */
export function mapSVG(points: readonly MapPoint[], text: MapText): string {
  const style = `<style>${tokens.replace(':root', 'svg')} svg { background: var(--paper); font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; } ${marks}</style>`;
  return picture(points, text, style, ` width="${width}" height="${height}"`);
}

const marks =
  '.map .other { fill: var(--soft); opacity: .35; } .map .named { fill: var(--accent); } .map text { fill: var(--ink); font-size: 12px; } .map .soft { fill: var(--soft); } .map .leader { stroke: var(--soft); opacity: .6; } .map .frame { fill: none; stroke: var(--line); } .map .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }';

function picture(points: readonly MapPoint[], { title, subtitle, axes }: MapText, style: string, size: string): string {
  const across = scaleOf(points.map(({ x }) => x), margin + 40, width - margin - 40); // biome-ignore format: one line
  const down = scaleOf(points.map(({ y }) => y), height - margin - 30, margin + 44); // biome-ignore format: one line
  const drawn = points.map((point) => ({ ...point, px: across(point.x), py: down(point.y) }));
  const dots = (labelled: boolean, radius: number): string =>
    drawn
      .filter((point) => point.labelled === labelled)
      .map((point) => {
        const said = `${point.title ?? point.id}${point.mean === undefined ? '' : `, mean ${fixed(point.mean, 2)}`}, ${point.count} ratings`;
        return `<circle class="${labelled ? 'named' : 'other'}" cx="${point.px.toFixed(1)}" cy="${point.py.toFixed(1)}" r="${radius}"><title>${escaped(said)}</title></circle>`;
      })
      .join('');
  const named = drawn.filter(({ labelled }) => labelled).map(({ px, py, title: name, id }) => ({ x: px, y: py, text: shortened(name ?? id) })); // biome-ignore format: one line
  const frame = { left: margin, top: margin + 24, right: width - margin, bottom: height - margin };
  const labels = placedLabels(named, frame).map(({ x, y, text, leader }, at) => {
    const line =
      leader &&
      `<line class="leader" x1="${named[at].x.toFixed(1)}" y1="${named[at].y.toFixed(1)}" x2="${leader[0].toFixed(1)}" y2="${leader[1].toFixed(1)}"/>`;
    return `${line ?? ''}<text class="halo" x="${x.toFixed(1)}" y="${y.toFixed(1)}">${escaped(text)}</text>`;
  });
  return `<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"${size} role="img" aria-label="${escaped(`${title}. ${subtitle}`)}">
<title>${escaped(title)}</title>${style}
<rect class="frame" x="${frame.left}" y="${frame.top}" width="${frame.right - frame.left}" height="${frame.bottom - frame.top}" rx="8"/>
<g class="heading"><text x="${margin}" y="26" style="font-size: 17px; font-weight: 650">${escaped(title)}</text><text class="soft" x="${margin}" y="46">${escaped(subtitle)}</text></g>
${dots(false, points.length > 2000 ? 1.8 : 2.6)}
${dots(true, 4)}
${labels.join('\n')}
<text class="soft" x="${frame.right}" y="${height - 12}" text-anchor="end">${escaped(axes[0])}</text><text class="soft" x="${margin - 12}" y="${frame.bottom}" transform="rotate(-90 ${margin - 12} ${frame.bottom})">${escaped(axes[1])}</text>
</svg>
`;
}

/** The picture with the named points as a table below it. */
export function mapPage(points: readonly MapPoint[], text: MapText, command: string): string {
  const named = points.filter(({ labelled }) => labelled).sort((a, b) => (b.mean ?? 0) - (a.mean ?? 0) || b.count - a.count);
  const rated = named.some(({ mean }) => mean !== undefined);
  const row = ({ id, title, x, y, count, mean }: MapPoint): string =>
    `<tr><th scope="row">${escaped(title ?? id)}</th>${rated ? `<td>${mean === undefined ? '–' : fixed(mean, 3)}</td>` : ''}<td>${count}</td><td class="place">${fixed(x, 3)}</td><td class="place">${fixed(y, 3)}</td></tr>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(text.title)}</title>
<style>${reportStyle(0)} ${marks} .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; } .scroll svg { min-width: 44rem; margin-top: -3.2rem; width: 100%; height: auto; } main { max-width: 76rem; } .heading { display: none; } tbody th { overflow-wrap: break-word; min-width: 9rem; } @media (max-width: 40rem) { .place { display: none; } }</style></head>
<body><main><h1>${escaped(text.title)}</h1><p class="lead">${escaped(text.subtitle)}</p>
<section class="scroll" tabindex="0" role="region" aria-label="the map">${picture(points, text, '', '')}</section>
<section class="scroll" style="padding: 0 1rem" tabindex="0" role="region" aria-label="the named points"><table><thead><tr><th scope="col">named</th>${rated ? '<th scope="col">mean rating</th>' : ''}<th scope="col">ratings</th><th scope="col" class="place">x</th><th scope="col" class="place">y</th></tr></thead><tbody>${named.map(row).join('')}</tbody></table></section>
<footer><pre>${escaped(command)}</pre></footer></main></body></html>
`;
}

/** From the least and most of the values to two ends; all equal: the middle. */
function scaleOf(values: readonly number[], from: number, to: number): (value: number) => number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return (value) => (most > least ? from + ((value - least) / (most - least)) * (to - from) : (from + to) / 2);
}

const shortened = (text: string): string => (text.length <= longestLabel ? text : `${text.slice(0, longestLabel - 1).trimEnd()}…`);
