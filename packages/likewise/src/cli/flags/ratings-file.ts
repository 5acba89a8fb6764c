/** Reading a ratings file as the flags say, telling on stderr what was taken for what. */
import type { DuplicatesRule, Edges, Features, IdMap, Interactions, RatingScale } from '@likewise/core';
import type { ReadReport } from '../../data/read/report.ts';
import { CliError } from '../../words/cli-error.ts';
import type { Flag, Given, Io } from '../command.ts';

const rules: readonly DuplicatesRule[] = ['last', 'mean', 'sum', 'error'];

/** How the file is laid out, and nothing of what becomes of it. */
export const layoutFlags: readonly Flag[] = [
  {
    flags: '--columns <roles>',
    meaning: 'user,item,rating,timestamp in the order of the columns ("-" leaves one out), or user=name,item=name',
  },
  { flags: '--delimiter <text>', meaning: 'what separates the columns: , ; | tab :: …' },
  { flags: '--encoding <name>', meaning: 'utf-8, latin-1 or utf-16' },
  { flags: '--duplicates <rule>', meaning: 'several rows of one pair: last, mean, sum or error (default last)' },
  { flags: '--scale <min,max>', meaning: 'the scale of the ratings; others are refused' },
];

export const readingFlags: readonly Flag[] = [
  { flags: '--positive <condition>', meaning: 'what counts as liked, such as ">=4"; the rest counts as seen (evaluate leaves it out)' },
  ...layoutFlags,
  {
    flags: '--item-features <file>',
    meaning: 'attributes and texts of items for models that take them: CSV with an id, movies.csv, tags.csv, u.item …',
    repeat: true,
  },
  { flags: '--user-features <file>', meaning: 'attributes of users: CSV with an id, u.user, users.dat …', repeat: true },
  {
    flags: '--feature-kinds <list>',
    meaning: 'what columns of those files are: plot=text,budget=number,cast=list,code=levels,note=skip (also vector, year)',
  },
  { flags: '--edges <file>', meaning: 'who trusts or is a friend of whom: user,user or user,user,weight a line' },
];

export interface RatingsFile {
  readonly interactions: Interactions;
  readonly report: ReadReport;
}

/**
 * `others` says what becomes of ratings that do not meet `--positive`: they stay known as seen (`seen`), are dropped as published
 * protocols do (`dropped`), or whoever asked applies it later (`later`).
 */
export async function readRatings(
  path: string,
  given: Given,
  { progress, signal }: Io,
  { others = 'seen' }: { readonly others?: 'seen' | 'dropped' | 'later' } = {},
): Promise<RatingsFile> {
  const positive = given.text('positive');
  const core = await import('@likewise/core');
  if (positive !== undefined) core.parseCondition(positive);
  const { readInteractions } = await import('../../data/read/interactions.ts');
  const job = progress.job(`reading ${path === '-' ? 'standard input' : path}`);
  try {
    const { interactions, report } = await readInteractions(path, {
      columns: given.text('columns'),
      delimiter: given.text('delimiter'),
      encoding: given.text('encoding'),
      duplicates: duplicatesRule(given.text('duplicates')),
      scale: scale(given.text('scale')),
      signal,
      onProgress: ({ rows, bytes, totalBytes }) => job.update(totalBytes === undefined ? undefined : bytes / totalBytes, `${rows} rows`),
    });
    job.end();
    for (const message of report.messages) progress.note(message);
    const described = await withFeatures(interactions, given, { progress, signal });
    if (positive === undefined || others === 'later') return { interactions: described, report };
    return { interactions: others === 'seen' ? core.likes(described, positive) : core.positives(described, positive), report };
  } finally {
    job.end();
  }
}

/** With the attributes and edges that `--item-features`, `--user-features` and `--edges` name; how far file and ratings meet is told. */
async function withFeatures(
  interactions: Interactions,
  given: Given,
  { progress, signal }: Pick<Io, 'progress' | 'signal'>,
): Promise<Interactions> {
  const stated = given.text('feature-kinds');
  const kinds = stated === undefined ? undefined : (await import('../../data/read/attribute-kinds.ts')).parseKinds(stated);
  const columns = new Set<string>();
  const read = async (of: 'user' | 'item', ids: IdMap): Promise<Features | undefined> => {
    const paths = given.list(`${of}-features`);
    if (paths.length === 0) return undefined;
    const { readFeatures } = await import('../../data/read/features.ts');
    const { features, report } = await readFeatures(paths, of, { signal, kinds });
    for (const message of report.messages) progress.note(message);
    for (const name of Object.keys(report.columns)) columns.add(name);
    const known = ids.ids.filter((id) => features.ids.indexOf(id) !== undefined).length;
    if (known === 0) {
      throw new CliError(
        `--${of}-features ${paths.join(', ')}: none of its ${report.described} ${of}s is in the ratings (such as "${ids.ids[0]}"); is the id column the right one?`,
      );
    }
    const [others, without] = [report.described - known, ids.size - known];
    if (others > 0) progress.note(`${report.file}: ${others} ${of}${others === 1 ? ' is' : 's are'} not in the ratings`);
    if (without > 0) progress.note(`${without} of ${ids.size} ${of}s of the ratings are not in ${report.file}: they have no features`);
    return features;
  };
  const itemFeatures = await read('item', interactions.items);
  const userFeatures = await read('user', interactions.users);
  const edges = await readEdgesOf(interactions, given, { progress, signal });
  const core = await import('@likewise/core');
  for (const name of kinds?.keys() ?? []) {
    if (columns.has(name)) continue;
    if (columns.size === 0) throw new CliError('--feature-kinds: there is no column without --item-features or --user-features.');
    throw core.unknownName('unknown-column', `--feature-kinds: no column "${name}"`, name, [...columns]);
  }
  return interactions.with({ userFeatures, itemFeatures, edges });
}

/** Edges of `--edges`; what of them cannot be used is counted and told. */
async function readEdgesOf(
  { users }: Interactions,
  given: Given,
  { progress, signal }: Pick<Io, 'progress' | 'signal'>,
): Promise<Edges | undefined> {
  const path = given.text('edges');
  if (path === undefined) return undefined;
  const { readEdges } = await import('../../data/read/edges.ts');
  const { edges, report } = await readEdges(path, { signal });
  for (const message of report.messages) progress.note(message);
  const known = edges.ids.ids.filter((id) => users.indexOf(id) !== undefined).length;
  if (known === 0) {
    throw new CliError(
      `--edges ${path}: none of its ${edges.ids.size} people is in the ratings (such as "${users.ids[0]}"); are the ids the same?`,
    );
  }
  const others = edges.ids.size - known;
  if (others > 0) progress.note(`${report.file}: ${others} of ${edges.ids.size} people are not in the ratings: known by their edges alone`);
  const befriended = new Set<number>();
  for (let row = 0; row < edges.matrix.rows; row++) if (edges.matrix.pointers[row + 1] > edges.matrix.pointers[row]) befriended.add(row);
  const without = users.ids.filter((id) => !befriended.has(edges.ids.indexOf(id) ?? -1)).length;
  if (without > 0) progress.note(`${without} of ${users.size} users of the ratings trust nobody in ${report.file}`);
  return edges;
}

function duplicatesRule(text: string | undefined): DuplicatesRule | undefined {
  if (text === undefined) return undefined;
  const rule = rules.find((known) => known === text);
  if (rule === undefined) throw new CliError(`--duplicates must be one of ${rules.join(', ')}; got "${text}".`);
  return rule;
}

function scale(text: string | undefined): RatingScale | undefined {
  if (text === undefined) return undefined;
  const [min, max, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!(min < max) || more.length > 0) throw new CliError(`--scale must be two numbers, the lower first, such as 1,5; got "${text}".`);
  return { min, max };
}
