/** `likewise rank`: items of a file by a score that needs no user: votes, points, ratings, times. */
import type { AnyOptions, RankingEntry, ScorePart } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { short } from '../../../words/numbers.ts';
import { type Command, type Flags, type Given, jsonFlag, repeated, required } from '../../command.ts';
import { datesFlag, datesOf, fileFlags, fileOptions } from '../../flags/files.ts';
import { countFlag, countOf } from '../../flags/number-flags.ts';
import { flagIn, optionFlags, optionSettings } from '../../flags/option-flags.ts';
import { flexible, left, place, right, table } from '../../print/table.ts';
import { groupsOf, rankingRows } from './ranking-inputs.ts';

const ownFlags: Flags = {
  '--by <ranking>': required('damped-mean, wilson, hacker-news, reddit, reddit-best or trending; with --help: its options'),
  ...countFlag,
  '--explain': 'show each part of the score',
  '--sql <dialect>': 'print the score as an SQL expression instead: duckdb, sqlite, postgresql or spark',
  '--now <time>': 'the moment ages are counted to (default: the newest time of the file)',
  ...datesFlag,
  '--site <site=factor>': repeated('multiplier of links to a site, for hacker-news'),
  '--columns <roles>': 'which column is which, such as ups=likes,downs=dislikes,time=posted',
  ...fileFlags,
  ...jsonFlag,
};

export const rank: Command = {
  name: 'rank',
  summary: 'order items by votes, points, ratings and age, the same for everyone',
  arguments: { '[file]': 'items with votes, points, comments, times or ratings; - is stdin' },
  async flags(words) {
    const { rankingCatalog } = await import('@likewise/core');
    const entry = rankingCatalog.find(({ name }) => name === flagIn(words, '--by'));
    return entry === undefined ? ownFlags : { ...ownFlags, ...(await optionFlags(entry)) };
  },
  examples: [
    'likewise rank stories.csv --by hacker-news -n 30 --explain',
    'likewise rank comments.csv --by wilson --confidence 0.9',
    'likewise rank ratings.csv --by damped-mean --damping 25',
    'likewise rank --by wilson --sql postgresql',
  ],
  async run(given, io) {
    const { json, output, progress } = io;
    const { rankingEntry } = await import('@likewise/core');
    const entry = rankingEntry(given.text('by') as string);
    const settings = await optionSettings(entry, given);
    const dialect = given.text('sql');
    if (dialect !== undefined) {
      const sql = await sqlOf(entry, settings, dialect);
      return json ? output.json({ by: entry.name, dialect, sql }) : output.print(sql);
    }
    const path = given.argument(0);
    if (path === undefined) throw new CliError('rank: a file is needed, or --sql. See likewise rank --help.');
    const n = countOf(given);
    const explain = given.on('explain') === true;
    const { readTable } = await import('../../../data/read/table.ts');
    const read = await readTable(path, fileOptions(given, io));
    io.progress.note(...(read.notes ?? []));
    const rows = rankingRows(read, entry, {
      columns: given.text('columns'),
      now: await nowOf(given),
      sites: sitesOf(given),
      dates: datesOf(given),
    });
    progress.note(...rows.notes);
    if (entry.name === 'damped-mean' && settings['priorMean'] === undefined) {
      const [sum, count] = [rows.columns.sum, rows.columns.count].map((values) => values.reduce((total, value) => total + value, 0));
      if (count > 0) settings['priorMean'] = sum / count;
      progress.note(`the prior mean is the mean of all, ${short(count > 0 ? sum / count : 0.5)}; --prior-mean says otherwise`);
    }
    const ranking = entry.create(settings);
    const events =
      entry.name === 'trending' && rows.columns.votes.every((votes) => votes === 1) && new Set(rows.ids).size < rows.ids.length;
    const scored = ranking.scores(rows.columns);
    const groups = events ? groupsOf(rows.ids) : undefined;
    const [ids, scores] = [groups?.ids ?? rows.ids, groups?.sum(scored) ?? scored];
    const order = Array.from(scores.keys()).sort((a, b) => compare(scores[a], scores[b]) || a - b);
    const items = order.slice(0, n).map((row) => ({
      item: ids[row],
      title: events ? undefined : rows.titles?.[row],
      score: Number.isNaN(scores[row]) ? null : scores[row],
      parts: explain && !events ? partsOf(ranking.parts(valuesAt(rows.columns, row))) : undefined,
    }));
    if (json) {
      const now = rows.now === undefined ? undefined : new Date(rows.now * 1000).toISOString();
      return output.json({ file: read.file, by: entry.name, settings: ranking.settings, now, rows: read.rows.length, items });
    }
    const titled = items[0].title !== undefined;
    const partNames = Object.keys(Object.assign({}, ...items.map(({ parts }) => parts)));
    output.print(
      table(output, items, [
        place,
        { ...left('item', ({ item }) => item), flexible: titled ? undefined : 'cut' },
        titled && flexible('title', ({ title }) => title as string),
        ...partNames.map((name) => right(name, ({ parts }: (typeof items)[0]) => (parts?.[name] === undefined ? '' : short(parts[name])))),
        right('score', ({ score }) => score?.toFixed(6) ?? '–'),
      ]),
    );
    if (explain) output.print(output.dim(`\nscore = ${entry.formula}`));
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
      const at = text.lastIndexOf('=');
      const [site, factor] = [text.slice(0, at).trim().toLowerCase(), Number(text.slice(at + 1) || Number.NaN)];
      if (site === '' || !(factor >= 0 && Number.isFinite(factor)))
        throw new CliError(`--site must be a site and a multiplier ≥ 0, such as medium.com=0.5; got "${text}".`);
      return [site, factor];
    }),
  );
}

async function sqlOf(entry: RankingEntry, settings: AnyOptions, dialect: string): Promise<string> {
  const { sqlDialects, unknownName } = await import('@likewise/core');
  const known = sqlDialects.find((name) => name === dialect);
  if (known === undefined) throw unknownName('unknown-dialect', `--sql: unknown dialect "${dialect}"`, dialect, sqlDialects);
  return entry.create(settings).sql(Object.fromEntries(entry.inputs.map(({ name }) => [name, name])), known);
}
