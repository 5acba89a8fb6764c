/** `likewise map`: the vectors of a model in a plane, the best-rated items named. */
import type { DenseMatrix, Id, Model, ModelVectors } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { commandLine } from '../../../words/command-line.ts';
import { bytes, counted, fixed, percent, whole } from '../../../words/numbers.ts';
import type { Places } from '../../../workflow/place-vectors.ts';
import { type Command, type Given, type Io, jsonFlag } from '../../command.ts';
import { readTitles, titlesFlag } from '../../flags/files.ts';
import { modelArgument, openModel } from '../../flags/model-file.ts';
import { integerFlag } from '../../flags/number-flags.ts';
import { readStanding, trainingFlag } from '../../flags/training.ts';
import type { MapPoint, MapText } from '../../print/map-picture.ts';
import { flexible, left, pairs, right, table } from '../../print/table.ts';

export const mapCommand: Command = {
  name: 'map',
  summary: 'a map of a model’s items or users in two dimensions, as a picture, a page or a table',
  arguments: { ...modelArgument },
  flags: {
    '-o, --out <file>': 'where to write it: .svg, .html, or a table in .csv, .tsv, .jsonl, .parquet',
    '--of <side>': 'items or users (default items)',
    '--method <name>': 'pca or umap (default pca)',
    '--neighbors <n>': 'umap: in whose neighborhood each point is to stay (default 15)',
    '--label <n>': 'how many are named: the best rated, or where no ratings are known the most frequent (default 30)',
    '--min-ratings <n>': 'of these only those with at least so many ratings (default 50)',
    '--only-labelled': 'place the named ones alone, by their own spread',
    ...trainingFlag,
    ...titlesFlag,
    '--seed <n>': 'of umap (default 0)',
    ...jsonFlag,
  },
  examples: [
    'likewise map model.safetensors --training ratings.csv --titles movies.csv -o map.svg',
    'likewise map model.safetensors --training ratings.csv --titles movies.csv --only-labelled --method umap -o map.html',
    'likewise map model.safetensors --of users -o users.csv',
  ],
  async run(given, io) {
    const side = given.choice('of', ['items', 'users']) ?? 'items';
    const method = given.choice('method', ['pca', 'umap']) ?? 'pca';
    const [label, least] = [integerFlag(given, 'label', 0) ?? 30, integerFlag(given, 'min-ratings', 1) ?? 50];
    const [neighbors, seed] = [integerFlag(given, 'neighbors', 2), integerFlag(given, 'seed', 0)];
    if (method === 'pca' && (neighbors ?? seed) !== undefined)
      throw new CliError('map: --neighbors and --seed are those of --method umap.');
    if (side === 'users' && (given.text('titles') ?? given.text('training')) !== undefined)
      throw new CliError('map: --titles and --training tell of items; leave them out of --of users.');
    const out = given.text('out');
    if (out === undefined && !io.json) throw new CliError('map: say where to write it: -o map.svg, -o map.html or -o map.csv.');
    const picture = out === undefined ? undefined : /\.(svg|html)$/i.exec(out)?.[1].toLowerCase();
    if (out !== undefined) {
      const { tableFormat } = await import('../../../store/tables/table.ts');
      if (picture === undefined) tableFormat(out);
      const { checkWritable } = await import('../../../store/whole-files.ts');
      await checkWritable(out, [given.argument(0), given.text('titles'), given.text('training')]);
    }
    const { vectorsOf } = await import('@likewise/core');
    const model = await openModel(given.argument(0));
    const vectors = vectorsOf(model, side);
    const titles = await readTitles(given, io, model.items);
    const standing = await standingOfSide(model, side, given, io);
    const named = best(vectors, standing, { label, least });
    const only = given.on('only-labelled') === true;
    const rows = only ? named : [...vectors.known.keys()].filter((row) => vectors.known[row] === 1);
    if (rows.length < 2)
      throw new CliError(
        `map: ${counted(rows.length, 'point')} make no map; lower --min-ratings, raise --label or leave --only-labelled out.`,
      );
    const places = await placed(among(vectors.vectors, rows), method, { neighbors, seed }, io);
    const isNamed = new Set(named);
    const points = rows.map(
      (row, p): MapPoint => ({
        id: String(vectors.ids.ids[row]),
        title: titles?.(vectors.ids.ids[row] as Id),
        x: places.x[p],
        y: places.y[p],
        count: standing.counts[row],
        mean: standing.means === undefined || Number.isNaN(standing.means[row]) ? undefined : standing.means[row],
        labelled: isNamed.has(row),
      }),
    );
    const by = standing.means === undefined ? 'most frequent' : 'best rated';
    const criterion = `the ${whole(named.length)} named are the ${by} with at least ${counted(least, 'rating')}`;
    if (named.length < label)
      io.progress.note(`only ${named.length} of ${label} can be named: no more have ${counted(least, 'rating')} (--min-ratings)`);
    const text = textOf(model, side, points.length, places, named.length === 0 ? undefined : criterion);
    const fileBytes = out === undefined ? undefined : await written(out, picture, points, text, given, io);
    if (io.json)
      return io.output.json({
        model: model.name,
        of: side,
        method,
        variance: places.kept,
        named: named.length,
        by,
        minRatings: least,
        out,
        fileBytes,
        points,
      });
    io.output.print(
      pairs(io.output, [
        ['map', `${counted(points.length, side.slice(0, -1))} of ${model.name}, ${text.subtitle}`],
        ['variance', places.kept && `${percent(sum(places.kept))} in two axes (${places.kept.map((part) => percent(part)).join(', ')})`],
        ['file', `${out}, ${bytes(fileBytes as number)}`],
      ]),
    );
    const shown = named.slice(0, 10).map((row) => points[rows.indexOf(row)]);
    if (shown.length === 0) return;
    io.output.print(
      `\n${table(io.output, shown, [
        left('named', ({ id }) => id),
        titles && flexible('title', ({ title }) => title ?? ''),
        standing.means && right('mean', ({ mean }) => (mean === undefined ? '' : fixed(mean, 3))),
        right('ratings', ({ count }) => whole(count)),
        right('x', ({ x }) => fixed(x, 3)),
        right('y', ({ y }) => fixed(y, 3)),
      ])}${named.length > shown.length ? `\n… and ${named.length - shown.length} more` : ''}`,
    );
  },
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function standingOfSide(model: Model, side: 'items' | 'users', given: Given, io: Io) {
  if (side === 'items') return readStanding(model, given, io);
  const { metCounts } = await import('../../../workflow/met-counts.ts');
  return { counts: metCounts(model, 'users'), means: undefined };
}

/** Rows of the best, best first: by mean where there are means, then by count, then by index. */
function best(
  { known }: ModelVectors,
  { counts, means }: { readonly counts: Uint32Array; readonly means?: Float64Array | undefined },
  { label, least }: { readonly label: number; readonly least: number },
): readonly number[] {
  const meanOf = (row: number): number => (means === undefined || Number.isNaN(means[row]) ? 0 : means[row]);
  return [...known.keys()]
    .filter((row) => known[row] === 1 && counts[row] >= least)
    .sort((a, b) => meanOf(b) - meanOf(a) || counts[b] - counts[a] || a - b)
    .slice(0, label);
}

function among({ columns, values }: DenseMatrix, rows: readonly number[]): DenseMatrix {
  const chosen = new Float32Array(rows.length * columns);
  for (const [p, row] of rows.entries()) chosen.set(values.subarray(row * columns, (row + 1) * columns), p * columns);
  return { rows: rows.length, columns, values: chosen };
}

async function placed(
  vectors: DenseMatrix,
  method: 'pca' | 'umap',
  options: { readonly neighbors: number | undefined; readonly seed: number | undefined },
  io: Io,
): Promise<Places> {
  const { placedByPCA, placedByUMAP } = await import('../../../workflow/place-vectors.ts');
  if (method === 'pca') return placedByPCA(vectors);
  const job = io.progress.job('placing');
  return placedByUMAP(vectors, {
    ...options,
    signal: io.signal,
    onProgress: (done, total) => job.update(done / total, `${done} of ${total} epochs`),
  }).finally(() => job.end());
}

function textOf(model: Model, side: string, count: number, { kept }: Places, criterion: string | undefined): MapText {
  const how =
    kept === undefined
      ? 'UMAP by cosine: neighbors say something, distances between groups do not'
      : `PCA, ${percent(sum(kept))} of the variance`;
  const axis = (k: number): string => (kept === undefined ? '' : `axis ${k + 1}: ${percent(kept[k] ?? 0)} of the variance`);
  return {
    title: `${whole(count)} ${side} of ${model.name}`,
    subtitle: [how, criterion].filter(Boolean).join('; '),
    axes: [axis(0), axis(1)],
  };
}

async function written(
  out: string,
  picture: string | undefined,
  points: readonly MapPoint[],
  text: MapText,
  given: Given,
  io: Io,
): Promise<number> {
  if (picture === undefined) {
    const { tableFile, writeTogether } = await import('../../../store/tables/write-tables.ts');
    const of = given.text('of') === 'users' ? 'user' : 'item';
    const cell = (name: string, kind: 'text' | 'number' | 'integer', at: (point: MapPoint) => string | number | undefined) => ({
      name,
      kind,
      at: (row: number) => at(points[row]),
    });
    const columns = [
      cell(of, 'text', ({ id }) => id),
      ...(points.some(({ title }) => title !== undefined) ? [cell('title', 'text', ({ title }) => title)] : []),
      cell('x', 'number', ({ x }) => x),
      cell('y', 'number', ({ y }) => y),
      cell('ratings', 'integer', ({ count }) => count),
      ...(points.some(({ mean }) => mean !== undefined) ? [cell('mean', 'number', ({ mean }) => mean)] : []),
      cell('named', 'integer', ({ labelled }) => Number(labelled)),
    ];
    const [size] = await writeTogether([tableFile(out, () => ({ rows: points.length, columns }), { signal: io.signal })], io.signal);
    return size;
  }
  const { mapPage, mapSVG } = await import('../../print/map-picture.ts');
  const { writeWhole } = await import('../../../store/whole-files.ts');
  return writeWhole(out, picture === 'svg' ? mapSVG(points, text) : mapPage(points, text, commandLine(given.words)));
}
