/** From a file of votes, points, comments, times or ratings to the inputs of a ranking. */
import type { RankingEntry } from '@likewise/core';
import type { DateOrder } from '../../../data/columns/time-column.ts';
import { type ColumnWords, NamedColumns, numbered } from '../../../data/read/named-columns.ts';
import type { TextTable } from '../../../data/read/table.ts';
import { CliError } from '../../../words/cli-error.ts';
import { moment } from '../../../words/numbers.ts';

const rankingColumns: ColumnWords = {
  id: 'id itemid item storyid story postid post commentid movieid movie productid product asin',
  title: 'title name itemname headline titel titre',
  ups: 'ups up upvotes likes positive positives thumbsup helpful clicks successes',
  downs: 'downs down downvotes dislikes negative negatives thumbsdown',
  total: 'total totalvotes n trials impressions views shows',
  points: 'points numpoints score votes',
  comments: 'comments numcomments commentcount replies',
  url: 'url link domain',
  penalty: 'penalty penalties multiplier',
  time: 'time timestamp createdutc createdat created date datetime posted postedat published publishedat when',
  hours: 'hours hoursold agehours ageinhours',
  rating: 'rating ratings stars star rate',
  mean: 'mean average avg averagerating meanrating',
  count: 'count counts numratings ratingcount ratingscount n',
};

interface RankingRows {
  /** Of each item; [items]. */
  readonly ids: readonly string[];
  readonly titles: readonly string[] | undefined;
  readonly columns: Record<string, Float64Array>;
  /** The moment ages are counted to, in seconds since 1970-01-01 UTC. */
  readonly now?: number | undefined;
  readonly notes: readonly string[];
}

/** What flags say: columns, the moment ages are counted to, multipliers by site as Hacker News has them. */
type RankingFlags = Pick<RankingRows, 'now'> & {
  readonly columns?: string | undefined;
  readonly sites: ReadonlyMap<string, number>;
  readonly dates?: DateOrder | undefined;
  /** Who needs the columns, for messages. @default '--by …' */
  readonly owner?: string | undefined;
};

const hour = 3600;

/** @throws CliError, LikewiseError naming line and column */
export function rankingRows(table: TextTable, { name, inputs }: RankingEntry, flags: RankingFlags): RankingRows {
  const found = new NamedColumns(table, rankingColumns, flags.columns);
  const { at } = found;
  const notes: string[] = [];
  if (!table.header && flags.columns === undefined && name === 'damped-mean' && table.names.length >= 3) {
    notes.push('no header: columns taken as user, item, rating');
    at.set('id', 1).set('rating', 2);
  }
  const counts = (role: string, empty?: number) => found.numbers(role, 'a count ≥ 0', (value) => value >= 0, empty);
  const missing = (what: string): never => {
    throw new CliError(
      `${flags.owner ?? `--by ${name}`} needs ${what}; the columns of ${table.file} are ${table.names.join(', ')}. Say which is which with --columns ups=…,time=…`,
    );
  };
  const votes = () => {
    const ups = counts('ups');
    const downs = counts('downs');
    if (ups !== undefined && downs !== undefined) return { ups, downs };
    const total = ups === undefined ? undefined : counts('total');
    if (ups === undefined || total === undefined) return undefined;
    const over = ups.findIndex((count, row) => count > total[row]);
    if (over >= 0) {
      const [some, all] = ['ups', 'total'].map((role) => (found.texts(role) as readonly string[])[over]);
      const problem = `${found.name('ups')} must not exceed ${found.name('total')}; got "${some}" of "${all}"`;
      throw new CliError(`${table.file}, ${table.where(over)}: ${problem}.`);
    }
    return { ups, downs: total.map((all, row) => all - ups[row]) };
  };
  const points = (): Float64Array | undefined => {
    const given = found.numbers('points');
    const both = given === undefined ? votes() : undefined;
    return given ?? both?.ups.map((ups, row) => ups - both.downs[row]) ?? counts('ups');
  };
  const times = (): Float64Array => {
    const wanted = name === 'reddit' ? 'a column of times' : 'a column of times, or of ages in hours';
    const { seconds, written, warnings } = found.moments('time', flags.dates) ?? missing(wanted);
    notes.push(`times: ${found.name('time')}, ${written}, UTC where no offset is written`, ...warnings);
    const newest = newestOf(seconds);
    const latest = flags.now ?? Date.now() / 1000;
    if (seconds[newest] <= latest) return seconds;
    const problem = `lies after ${flags.now === undefined ? 'now' : '--now'} (${moment(latest)}); correct the cell, or give a later --now`;
    const cell = (found.texts('time') as readonly string[])[newest];
    throw new CliError(`${table.file}, ${table.where(newest)}: ${found.name('time')} "${cell}" ${problem}.`);
  };
  let now: number | undefined;
  const hours = (): Float64Array => {
    const ages = at.has('time') ? undefined : found.numbers('hours', 'an age in hours ≥ 0', (value) => value >= 0);
    if (ages !== undefined) return ages;
    const seconds = times();
    now = flags.now ?? seconds[newestOf(seconds)];
    if (flags.now === undefined) notes.push(`ages are counted to the newest time of the file, ${moment(now)}; --now says otherwise`);
    return seconds.map((time) => ((now as number) - time) / hour);
  };

  const columns: Record<string, Float64Array> = {};
  let groups: ReturnType<typeof groupsOf> | undefined;
  const named = at.get('id') ?? at.get('title');
  const itemIds = table.rows.map((row, r) => (named === undefined ? table.where(r) : row[named]));
  if (name === 'damped-mean') {
    const both = votes();
    const ratings = both === undefined ? found.numbers('rating') : undefined;
    if (both !== undefined) {
      columns.sum = both.ups;
      columns.count = both.ups.map((ups, row) => ups + both.downs[row]);
    } else if (ratings !== undefined) {
      groups = groupsOf(itemIds);
      columns.sum = groups.sum(ratings);
      columns.count = groups.sum(ratings.map(() => 1));
    } else {
      const means =
        found.numbers('mean', 'a number', () => true, 0) ?? missing('ratings by item, or up- and down-votes, or a mean and a count');
      const count = counts('count') ?? missing('a count beside the mean');
      columns.sum = means.map((value, row) => value * count[row]);
      columns.count = count;
    }
  } else if (name === 'hacker-news') {
    columns.points = points() ?? missing('points, or up- and down-votes');
    columns.hours = hours();
    const comments = counts('comments', Number.NaN);
    if (comments !== undefined) columns.comments = comments;
    const penalties = found.numbers('penalty', 'a multiplier ≥ 0', (value) => value >= 0, 1);
    if (penalties !== undefined) columns.penalty = penalties;
    const urls = found.texts('url');
    if (urls !== undefined) {
      columns.selfPost = Float64Array.from(urls, (text) => (text === '' || text.startsWith('self.') ? 1 : 0));
      if (flags.sites.size > 0)
        columns.penalty = Float64Array.from(urls, (text, row) => penaltyOf(text, flags.sites) * (columns.penalty?.[row] ?? 1));
    } else if (flags.sites.size > 0) missing('a column of links for --site');
    const below = columns.points.reduce((sum, value) => sum + (value < 1 ? 1 : 0), 0);
    if (below > 0) notes.push(`${below} rows have less than 1 point; their score is 0`);
  } else if (name === 'trending') {
    const given = points();
    const ages = hours();
    if (given === undefined) {
      // One row one event: its item's events add up, each faded by its own age; what is left is a score at age 0.
      groups = groupsOf(itemIds);
      notes.push('no column of votes: every row counts 1 for its item');
    }
    columns.votes = given ?? ages.map(() => 1);
    columns.hours = ages;
  } else {
    const both = votes() ?? missing('up- and down-votes (or positive votes and a total)');
    columns.ups = both.ups;
    columns.downs = both.downs;
    if (inputs.some((input) => input.name === 'timestamp')) columns.timestamp = times();
  }
  notes.unshift(`columns: ${found.taken()}`);
  const titles = at.has('title') && groups === undefined ? table.rows.map((row) => row[at.get('title') as number]) : undefined;
  const ids = groups !== undefined && name === 'damped-mean' ? groups.ids : itemIds;
  return { ids, titles: at.has('id') ? titles : undefined, columns, now, notes };
}

/** Position of the latest moment, the first of equals. */
const newestOf = (seconds: Float64Array): number => seconds.reduce((newest, time, row) => (time > seconds[newest] ? row : newest), 0);

/** Rows of one id are a group: `ids` names each once, `sum` adds up values of rows. */
export function groupsOf(rowIds: readonly string[]): { readonly ids: readonly string[]; sum(values: Float64Array): Float64Array } {
  const known = new Map<string, number>();
  const groupOf = numbered(rowIds, known);
  const sum = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(known.size);
    for (let row = 0; row < groupOf.length; row++) sums[groupOf[row]] += values[row];
    return sums;
  };
  return { ids: [...known.keys()], sum };
}

/** The multiplier of the first site that the host of the link is, or ends with. */
function penaltyOf(url: string, sites: ReadonlyMap<string, number>): number {
  const host = (/^(?:[a-z]+:\/\/)?([^/:?#]+)/i.exec(url)?.[1] ?? '').toLowerCase();
  for (const [site, factor] of sites) if (host === site || host.endsWith(`.${site}`)) return factor;
  return 1;
}
