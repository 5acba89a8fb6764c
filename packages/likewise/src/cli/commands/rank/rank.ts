/** `likewise rank`: items of a file by a score that needs no person: votes, points, ratings, times. */
import type { AnyOptions, RankingEntry, ScorePart, SqlDialect } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { short } from '../../../words/numbers.ts';
import type { Command, Flag, Given } from '../../command.ts';
import { integerFlag } from '../../flags/integers.ts';
import { jsonFlag } from '../../flags/json-flag.ts';
import { flagIn, specFlags, specSettings } from '../../flags/spec-flags.ts';
import { type Column, table } from '../../print/table.ts';
import { addedByItem, rankingRows } from './ranking-inputs.ts';

const ownFlags: readonly Flag[] = [
  {
    flags: '--by <ranking>',
    meaning: 'damped-mean, wilson, hacker-news, reddit, reddit-best or trending; with --help: its options',
    required: true,
  },
  { flags: '-n, --count <n>', meaning: 'length of the list (default 10)' },
  { flags: '--explain', meaning: 'show each part of the score' },
  { flags: '--sql <dialect>', meaning: 'print the score as an SQL expression instead: duckdb, sqlite, postgresql or spark' },
  { flags: '--now <time>', meaning: 'the moment ages are counted to (default: the newest time of the file)' },
  { flags: '--site <site=factor>', meaning: 'multiplier of links to a site, for hacker-news', repeat: true },
  { flags: '--columns <roles>', meaning: 'which column is which, such as ups=likes,downs=dislikes,time=posted' },
  { flags: '--delimiter <text>', meaning: 'what separates the columns: , ; | tab :: …' },
  { flags: '--encoding <name>', meaning: 'utf-8, latin-1 or utf-16' },
  jsonFlag,
];

export const rank: Command = {
  name: 'rank',
  summary: 'order items by votes, points, ratings and age, the same for everyone',
  arguments: [{ name: '[file]', meaning: 'items with votes, points, comments, times or ratings; - is stdin' }],
  async flags(words) {
    const { rankingCatalog } = await import('@likewise/core');
    const entry = rankingCatalog.find(({ name }) => name === flagIn(words, '--by'));
    return entry === undefined ? ownFlags : [...ownFlags, ...(await specFlags(entry))];
  },
  examples: [
    'likewise rank stories.csv --by hacker-news -n 30 --explain',
    'likewise rank comments.csv --by wilson --confidence 0.9',
    'likewise rank ratings.csv --by damped-mean --damping 25',
    'likewise rank --by wilson --sql postgresql',
  ],
  async run(given, io) {
    const { rankingEntry } = await import('@likewise/core');
    const entry = rankingEntry(given.text('by') as string);
    const settings = await specSettings(entry, given);
    const dialect = given.text('sql');
    if (dialect !== undefined) {
      await printSql(
        entry,
        settings,
        dialect,
        io.json ? (text) => io.output.json({ by: entry.name, dialect, sql: text }) : io.output.print,
      );
      return;
    }
    const path = given.argument(0);
    if (path === undefined) throw new CliError('rank: a file is needed, or --sql. See likewise rank --help.');
    const n = integerFlag('-n', given.text('count'), 1) ?? 10;
    const { readTable } = await import('../../../data/read/table.ts');
    const read = await readTable(path, { delimiter: given.text('delimiter'), encoding: given.text('encoding'), signal: io.signal });
    const rows = rankingRows(read, entry, { columns: given.text('columns'), now: await nowOf(given), sites: sitesOf(given) });
    for (const note of rows.notes) io.progress.note(note);
    if (entry.name === 'damped-mean' && settings['priorMean'] === undefined) {
      const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
      if (total(rows.columns.count) > 0) settings['priorMean'] = total(rows.columns.sum) / total(rows.columns.count);
      io.progress.note(
        `the prior mean is the mean of all, ${short((settings['priorMean'] as number | undefined) ?? 0.5)}; --prior-mean says otherwise`,
      );
    }
    const ranking = entry.create(settings);
    const events =
      entry.name === 'trending' && rows.columns.votes.every((votes) => votes === 1) && new Set(rows.ids).size < rows.ids.length;
    const scored = ranking.scores(rows.columns);
    const { ids, scores } = events ? addedByItem(rows.ids, scored) : { ids: rows.ids, scores: scored };
    const order = Array.from(scores.keys()).sort((a, b) => compare(scores[a], scores[b]) || a - b);
    const items = order.slice(0, n).map((row) => ({
      item: ids[row],
      ...(rows.titles === undefined || events ? {} : { title: rows.titles[row] }),
      score: Number.isNaN(scores[row]) ? null : scores[row],
      ...(given.on('explain') === true && !events ? { parts: partsOf(ranking.parts(valuesAt(rows.columns, row))) } : {}),
    }));
    if (io.json) {
      const now = rows.now === undefined ? {} : { now: new Date(rows.now * 1000).toISOString() };
      io.output.json({ file: read.file, by: entry.name, settings: ranking.settings, ...now, rows: read.rows.length, items });
      return;
    }
    const parts = 'parts' in items[0] ? Object.keys(Object.assign({}, ...items.map((item) => (item as { parts: object }).parts))) : [];
    const columns: Column[] = [
      { heading: '#', align: 'right' },
      { heading: 'item', flexible: 'title' in items[0] === false },
      ...('title' in items[0] ? [{ heading: 'title', flexible: true }] : []),
      ...parts.map((heading) => ({ heading, align: 'right' as const })),
      { heading: 'score', align: 'right' },
    ];
    const cells = items.map((item, r) => {
      const found = (item as { parts?: Record<string, number> }).parts ?? {};
      return [
        String(r + 1),
        item.item,
        ...(item.title === undefined ? [] : [item.title]),
        ...parts.map((part) => (found[part] === undefined ? '' : short(found[part]))),
        item.score === null ? '–' : item.score.toFixed(6),
      ];
    });
    io.output.print(table(columns, cells, io.output));
    if (given.on('explain') === true) io.output.print(io.output.dim(`\nscore = ${entry.formula}`));
  },
};

/** Larger first; what cannot be scored last. */
const compare = (a: number, b: number): number => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : b - a);

const partsOf = (parts: readonly ScorePart[]): Record<string, number> =>
  Object.fromEntries(parts.slice(0, -1).map(({ name, value }) => [name, value]));

function valuesAt(columns: Readonly<Record<string, Float64Array>>, row: number): Record<string, number | undefined> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Number.isNaN(column[row]) ? undefined : column[row]]));
}

async function nowOf(given: Given): Promise<number | undefined> {
  const text = given.text('now');
  if (text === undefined) return undefined;
  const { momentIn, numberIn, unitsPerSecond } = await import('../../../data/cells/cell-values.ts');
  const number = numberIn(text);
  const seconds = number === undefined ? momentIn(text) : number / unitsPerSecond(number);
  if (seconds === undefined) throw new CliError(`--now must be a Unix time or an ISO 8601 date or time; got "${text}".`);
  return seconds;
}

function sitesOf(given: Given): ReadonlyMap<string, number> {
  return new Map(
    given.list('site').map((text) => {
      const [site, factor] = [
        text.slice(0, text.lastIndexOf('=')).trim().toLowerCase(),
        Number(text.slice(text.lastIndexOf('=') + 1) || Number.NaN),
      ];
      if (site === '' || !(factor >= 0 && Number.isFinite(factor)))
        throw new CliError(`--site must be a site and a multiplier ≥ 0, such as medium.com=0.5; got "${text}".`);
      return [site, factor];
    }),
  );
}

async function printSql(entry: RankingEntry, settings: AnyOptions, dialect: string, print: (text: string) => void): Promise<void> {
  const { sqlDialects, unknownName } = await import('@likewise/core');
  if (!sqlDialects.includes(dialect as SqlDialect))
    throw unknownName('unknown-dialect', `--sql: unknown dialect "${dialect}"`, dialect, sqlDialects);
  print(entry.create(settings).sql(Object.fromEntries(entry.inputs.map(({ name }) => [name, name])), dialect as SqlDialect));
}
