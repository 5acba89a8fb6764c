/** Reading a ratings file as the flags say, telling on stderr what was taken for what. */
import type { DuplicatesRule, Edges, Features, IdMap, Interactions, RatingScale } from '@likewise/core';
import type { EventWeights } from '../../data/columns/event-kinds.ts';
import type { ReadReport } from '../../data/read/report.ts';
import { CliError } from '../../words/cli-error.ts';
import { counted } from '../../words/numbers.ts';
import { type Arguments, type Flags, type Given, type Io, repeated } from '../command.ts';
import { datesFlag, datesOf, fileFlags, fileOptions, readingJob } from './files.ts';
import { parseIds, parseValues } from './ids.ts';
import { whoWeighs } from './weights.ts';

const rules: readonly DuplicatesRule[] = ['last', 'mean', 'sum', 'error'];

export const ratingsArgument: Arguments = {
  '<ratings...>':
    'CSV, TSV, ::, |, JSON or Parquet, also .gz; several files, a folder of parts or a quoted pattern are one table; - is stdin',
};

/** How the file is laid out, and nothing of what becomes of it. */
export const layoutFlags: Flags = {
  '--columns <roles>': 'user,item,rating,timestamp in the order of the columns ("-" leaves one out), or of some by name: item=sku,rating=-',
  ...fileFlags,
  '--duplicates <rule>': `several rows of one pair: ${rules.slice(0, -1).join(', ')} or ${rules.at(-1)} (default: sum of weights, else last)`,
  '--scale <min,max>': 'the scale of the ratings; others are refused',
  '--missing <values>':
    'values that mean "not rated", such as -1 or 99,NA (empty: an empty cell): their rows are left out, or seen with --positive; cells of --matrix are left out',
  '--matrix <rows>': 'users or items: the file is a dense matrix, and these are its rows; names in its first row and column are found',
  '--mask <file>': 'of --matrix: a matrix of the same shape, 1 where there is a rating and 0 where not (instead of --missing)',
  '--events <kinds>': 'which kinds of events count, and how much: purchase, or view=1,cart=3,purchase=5; others are left out',
  '--skip-empty-ids': 'leave out rows without a user or an item instead of refusing them',
  '--skip-ids <ids>': 'leave out the rows of these users and items: NA,null',
  ...datesFlag,
};

export const readingFlags: Flags = {
  '--positive <condition>': 'what counts as liked, such as ">=4"; the rest counts as seen (evaluate leaves it out)',
  ...layoutFlags,
  '--item-features <file>': repeated(
    'attributes and texts of items for models that take them: CSV with an id, movies.csv, tags.csv, u.item …',
  ),
  '--user-features <file>': repeated('attributes of users: CSV with an id, u.user, users.dat …'),
  '--feature-kinds <list>': 'what columns of those files are: plot=text,budget=number,cast=list,code=levels,note=skip (also vector, year)',
  '--edges <file>': 'who trusts or is a friend of whom: user,user or user,user,weight a line',
};

/** Every file that a command reads by its paths and by `readingFlags`, patterns and folders opened: what no output may be. */
export async function inputFiles(given: Given, paths: readonly string[]): Promise<readonly string[]> {
  const { filesAt } = await import('../../data/cells/parts.ts');
  const flags = [given.text('mask'), given.text('edges'), ...given.list('item-features'), ...given.list('user-features')];
  const named = [...paths, ...flags.filter((path) => path !== undefined)];
  const opened = await Promise.all(named.map((path) => filesAt(path)));
  return [...opened.flatMap(({ parts }) => parts.map(({ path }) => path)), ...named];
}

/**
 * `others` says what becomes of ratings that do not meet `--positive`: they stay known as seen (`seen`), are dropped as published
 * protocols do (`dropped`), or whoever asked applies it later (`later`). `part`: a test part, which need not have every kind of `--events`.
 */
export async function readRatings(
  paths: string | readonly string[],
  given: Given,
  io: Io,
  { others = 'seen', part }: { readonly others?: 'seen' | 'dropped' | 'later'; readonly part?: boolean } = {},
): Promise<{ readonly interactions: Interactions; readonly report: ReadReport }> {
  const positive = given.text('positive');
  const core = await import('@likewise/core');
  if (positive !== undefined) core.parseCondition(positive);
  const { readInteractions } = await import('../../data/read/interactions.ts');
  const skipped = given.text('skip-ids');
  const events = eventsOf(given.text('events'));
  const job = readingJob(typeof paths === 'string' ? paths : paths.join(' '), io);
  const { interactions, unrated, report } = await readInteractions(paths, {
    ...fileOptions(given, io),
    columns: given.text('columns'),
    duplicates: given.choice('duplicates', rules),
    scale: scaleOf(given.text('scale')),
    missing: missingOf(given.text('missing')),
    ...(await matrixOf(given, io)),
    events,
    part,
    skipEmptyIds: given.on('skip-empty-ids'),
    skipIds: skipped === undefined ? undefined : parseIds('--skip-ids', skipped),
    dates: datesOf(given),
    onProgress: ({ rows, bytes, totalBytes }) => job.update(totalBytes === undefined ? undefined : bytes / totalBytes, `${rows} rows`),
  }).finally(() => job.end());
  io.progress.note(...report.messages);
  if (Object.values(events ?? {}).some((weight) => weight !== undefined)) io.progress.note(`--events: ${await whoWeighs()}`);
  const features = await featuresOf(interactions, given, io);
  const edges = await edgesOf(interactions.users, given, io);
  const described = interactions.with({ ...features, edges });
  if (positive === undefined || others === 'later') return { interactions: described, report };
  if (others === 'dropped') return { interactions: core.positives(described, positive), report };
  const liked = core.likes(described, positive);
  if (unrated === undefined) return { interactions: liked, report };
  io.progress.note(`${report.file}: ${counted(unrated.size, 'pair')} without a rating ${unrated.size === 1 ? 'counts' : 'count'} as seen`);
  const { withUnrated } = await import('../../data/read/unrated-pairs.ts');
  return { interactions: withUnrated(liked, unrated), report };
}

/** Numbers as numbers, words as they stand in the cells. */
function missingOf(text: string | undefined): readonly (number | string)[] | undefined {
  return text?.split(',').map((part) => {
    const value = part.trim();
    if (value === '')
      throw new CliError(`--missing must be values joined by commas, such as -1 or 99,NA; write empty for an empty cell; got "${text}".`);
    return Number.isFinite(Number(value)) ? Number(value) : value;
  });
}

/** `--matrix` and what belongs to it. */
async function matrixOf(given: Given, io: Io) {
  const matrix = given.choice('matrix', ['users', 'items']);
  const path = given.text('mask');
  if (path === undefined) return { matrix };
  if (matrix === undefined) throw new CliError('--mask belongs to --matrix: say --matrix users or --matrix items.');
  if (given.text('missing') !== undefined) throw new CliError('--mask says where there are ratings: give it or --missing.');
  const { readDenseMatrix } = await import('../../data/read/dense-matrix.ts');
  return { matrix, mask: await readDenseMatrix(path, { ...fileOptions(given, io), named: true }) };
}

/** Kinds with their weights; 1 where none is given. */
function eventsOf(text: string | undefined): EventWeights | undefined {
  if (text === undefined) return undefined;
  const kinds = parseValues('--events', text);
  for (const [kind, weight = 1] of kinds)
    if (weight < 0) throw new CliError(`--events: the weight of "${kind}" must be at least 0; got ${weight}.`);
  return Object.fromEntries(kinds);
}

/** The attributes that `--item-features` and `--user-features` name; how far files and ratings meet is told. */
async function featuresOf({ users, items }: Interactions, given: Given, { progress, signal }: Io) {
  const stated = given.text('feature-kinds');
  if (stated === undefined && given.list('item-features').length + given.list('user-features').length === 0) return {};
  const { parseKinds, readFeatures } = await import('../../data/read/features.ts');
  const { unknownName } = await import('@likewise/core');
  const kinds = stated === undefined ? undefined : parseKinds(stated);
  const columns = new Set<string>();
  const read = async (of: 'user' | 'item', ids: IdMap): Promise<Features | undefined> => {
    const paths = given.list(`${of}-features`);
    if (paths.length === 0) return undefined;
    const { features, report } = await readFeatures(paths, of, { signal, kinds });
    progress.note(...report.messages);
    for (const name of Object.keys(report.columns)) columns.add(name);
    const known = await knownOf(
      ids,
      features.ids,
      `--${of}-features ${paths.join(', ')}: none of its ${report.described} ${of}s`,
      'is the id column the right one',
      { progress },
    );
    const [others, without] = [report.described - known, ids.size - known];
    if (others > 0) progress.note(`${report.file}: ${counted(others, `${of} is`, `${of}s are`)} not in the ratings`);
    if (without > 0) progress.note(`${without} of ${ids.size} ${of}s of the ratings are not in ${report.file}: they have no features`);
    return features;
  };
  const itemFeatures = await read('item', items);
  const userFeatures = await read('user', users);
  const lost = [...(kinds?.keys() ?? [])].find((name) => !columns.has(name));
  if (lost === undefined) return { itemFeatures, userFeatures };
  if (columns.size === 0) throw new CliError('--feature-kinds: there is no column without --item-features or --user-features.');
  throw unknownName('unknown-column', `--feature-kinds: no column "${lost}"`, lost, [...columns]);
}

/** Edges of `--edges`; what of them cannot be used is counted and told. */
async function edgesOf(users: IdMap, given: Given, { progress, signal }: Io): Promise<Edges | undefined> {
  const path = given.text('edges');
  if (path === undefined) return undefined;
  const { readEdges } = await import('../../data/read/edges.ts');
  const { edges, report } = await readEdges(path, { signal });
  progress.note(...report.messages);
  const { ids, matrix } = edges;
  const known = await knownOf(users, ids, `--edges ${path}: none of its ${ids.size} people`, 'are the ids the same', { progress });
  const others = ids.size - known;
  if (others > 0) progress.note(`${report.file}: ${others} of ${ids.size} people are not in the ratings: known by their edges alone`);
  const trusts = (row: number | undefined): boolean => row !== undefined && matrix.pointers[row + 1] > matrix.pointers[row];
  const without = users.ids.filter((id) => !trusts(ids.indexOf(id))).length;
  if (without > 0) progress.note(`${without} of ${users.size} users of the ratings trust nobody in ${report.file}`);
  return edges;
}

/**
 * How many ids of the ratings another file speaks of; those that nearly meet are told.
 * @throws CliError where it is none: "`none` is in the ratings …; `question`?"
 */
async function knownOf(ids: IdMap, others: IdMap, none: string, question: string, { progress }: Pick<Io, 'progress'>): Promise<number> {
  const known = ids.ids.filter((id) => others.indexOf(id) !== undefined).length;
  if (known === ids.size) return known;
  const { nearHint } = await import('../../data/read/near-ids.ts');
  const hint = nearHint(ids, others.ids, 'the ratings');
  if (known === 0) throw new CliError(`${none} is in the ratings (such as "${ids.ids[0]}")${hint || `; ${question}?`}`);
  if (hint !== '') progress.note(`warning: ids that nearly meet those of the ratings${hint}`);
  return known;
}

function scaleOf(text: string | undefined): RatingScale | undefined {
  if (text === undefined) return undefined;
  const [min, max, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!(min < max) || more.length > 0) throw new CliError(`--scale must be two numbers, the lower first, such as 1,5; got "${text}".`);
  return { min, max };
}
