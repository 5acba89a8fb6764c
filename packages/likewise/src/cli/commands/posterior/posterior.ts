/** `likewise posterior`: what votes or stars say of each item, with how sure it is, ordered by mean, by its lower end, or by a draw. */
import { CliError } from '../../../words/cli-error.ts';
import { fixed, whole } from '../../../words/numbers.ts';
import { type Command, type Io, jsonFlag } from '../../command.ts';
import { fileFlags, readTitles, titlesFlag } from '../../flags/files.ts';
import { countFlag, countOf, integerFlag } from '../../flags/number-flags.ts';
import { flexible, left, place, right, table } from '../../print/table.ts';
import { type Believed, believedOfStars, believedOfVotes } from './outcomes.ts';

export const posterior: Command = {
  name: 'posterior',
  summary: 'what votes (beta) or stars (Dirichlet) say of each item and how surely; also an order by a draw of it',
  arguments: { '<file>': 'items with votes up and down, or with --stars a file of ratings; - is stdin' },
  flags: {
    '--stars': 'the file holds ratings, a row each: levels such as 1 to 5 stars, by a Dirichlet posterior',
    '--sort <by>': 'mean, low (lower end of the interval) or sample: a random draw of each, as Thompson sampling shows them (default mean)',
    '--seed <n>': 'of --sort sample (default 0)',
    '--prior-ups <a>': 'of votes: positive outcomes before any was seen (default 1)',
    '--prior-downs <b>': 'of votes: negative outcomes before any was seen (default 1)',
    '--prior <n>': 'of stars: outcomes of each level before any was seen (default 1)',
    '--confidence <c>': 'probability inside the interval (default 0.95)',
    '--curves <file>': 'of votes: also write the density of each item of the list as a table: item, x, density (.csv, .jsonl, .parquet …)',
    '--points <n>': 'of --curves: points of each curve (default 200)',
    ...countFlag,
    ...titlesFlag,
    '--columns <roles>': 'which column is which: ups=likes,downs=dislikes,id=post; of ratings user=who,item=what,rating=stars',
    ...fileFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise posterior votes.csv --sort low',
    'likewise posterior votes.csv --sort sample --seed 7 --curves curves.csv',
    'likewise posterior ratings.csv --stars --titles movies.csv',
  ],
  async run(given, io) {
    const { IdMap, seededRandom } = await import('@likewise/core');
    const path = given.argument(0) as string;
    const n = countOf(given);
    const sort = given.choice('sort', ['mean', 'low', 'sample']) ?? 'mean';
    const [seed, points] = [integerFlag(given, 'seed', 0), integerFlag(given, 'points', 2)];
    if (seed !== undefined && sort !== 'sample') throw new CliError('posterior: --seed is that of --sort sample.');
    const [stars, curves] = [given.on('stars') === true, given.text('curves')];
    if (curves !== undefined && stars) throw new CliError('posterior: --curves are those of votes; leave --stars or --curves out.');
    if (points !== undefined && curves === undefined) throw new CliError('posterior: --points are those of --curves.');
    if (curves !== undefined) {
      const [{ tableFormat }, { checkWritable }] = [
        await import('../../../store/tables/table.ts'),
        await import('../../../store/whole-files.ts'),
      ];
      tableFormat(curves);
      await checkWritable(curves, [path, given.text('titles')]);
    }
    const believed = stars ? await believedOfStars(path, given, io) : await believedOfVotes(path, given, io);
    const titles = await readTitles(given, io, new IdMap([...new Set(believed.map(({ item }) => item))]));
    const random = seededRandom(seed ?? 0, 'posterior');
    const scored = believed.map((row) => ({ ...row, sample: sort === 'sample' ? row.draw(random) : undefined }));
    const rows = scored
      .sort((a, b) => (b[sort] as number) - (a[sort] as number))
      .slice(0, n)
      .map(({ draw: _, beta, title, ...row }) => ({ ...row, title: titles?.(row.item) ?? title, a: beta?.[0], b: beta?.[1] }));
    if (curves !== undefined) await writeCurves(curves, rows, points ?? 200, io);
    if (io.json)
      return io.output.json({ of: stars ? 'stars' : 'votes', sort, seed: sort === 'sample' ? (seed ?? 0) : undefined, items: rows });
    const top = rows[0]?.levels?.at(-1)?.value;
    io.output.print(
      table(io.output, rows, [
        place,
        left('item', ({ item }) => item),
        rows.some(({ title }) => title !== undefined) && flexible('title', ({ title }) => title ?? ''),
        right(stars ? 'ratings' : 'votes', (row) => whole(row.n)),
        right('mean', ({ mean }) => fixed(mean, 4)),
        right('interval', ({ low, high }) => `${fixed(low, 4)} to ${fixed(high, 4)}`),
        top !== undefined && right(`share of ${top}`, ({ levels }) => fixed(levels?.at(-1)?.share ?? 0, 4)),
        sort === 'sample' && right('draw', ({ sample = 0 }) => fixed(sample, 4)),
      ]),
    );
  },
};

/** A grid over [0, 1], the same for all; infinite densities at its ends, of priors below 1, are empty cells. */
async function writeCurves(
  path: string,
  rows: readonly (Pick<Believed, 'item'> & { readonly a: number | undefined; readonly b: number | undefined })[],
  points: number,
  io: Io,
): Promise<void> {
  const { betaDensity } = await import('@likewise/core');
  const { tableFile, writeTogether } = await import('../../../store/tables/write-tables.ts');
  const x = (row: number): number => (row % points) / (points - 1);
  const of = (row: number) => rows[Math.floor(row / points)];
  const density = (row: number): number | undefined => {
    const { a = 1, b = 1 } = of(row);
    const value = betaDensity(x(row), a, b);
    return Number.isFinite(value) ? value : undefined;
  };
  const columns = [
    { name: 'item', kind: 'text', at: (row: number) => of(row).item },
    { name: 'x', kind: 'number', at: x },
    { name: 'density', kind: 'number', at: density },
  ] as const;
  await writeTogether([tableFile(path, () => ({ rows: rows.length * points, columns }), { signal: io.signal })], io.signal);
  io.progress.note(`densities: ${path}`);
}
