/** `likewise describe`: what a ratings file is like, before any model sees it. */
import type { Description, HistogramBin, OrderSignal } from '@likewise/core';
import { counted, moment, percent, short, whole } from '../../words/numbers.ts';
import { type Advice, orderMatters } from '../../workflow/advice.ts';
import { type Command, type Io, jsonFlag } from '../command.ts';
import { readTitles, titlesFlag } from '../flags/files.ts';
import { ratingsArgument, readingFlags, readRatings } from '../flags/ratings.ts';
import { bar, sparkline } from '../print/plots.ts';
import { flexible, left, pairs, place, right, table, visible } from '../print/table.ts';

export const describe: Command = {
  name: 'describe',
  summary: 'what a ratings file is like: counts, scale, histogram, long tail, warnings',
  arguments: { ...ratingsArgument },
  flags: { ...readingFlags, ...titlesFlag, ...jsonFlag },
  examples: [
    'likewise describe ratings.csv',
    'likewise describe ratings.csv --titles movies.csv',
    'likewise describe log.jsonl.gz --columns who,what,stars,at --json',
  ],
  async run(given, io) {
    const { interactions, report } = await readRatings(given.paths(0), given, io, { others: 'dropped' });
    const { describe: describeInteractions, orderSignal } = await import('@likewise/core');
    const { adviceFor } = await import('../../workflow/advice.ts');
    const all = describeInteractions(interactions);
    const { timeRange, ...described } = all;
    const order = orderSignal(interactions);
    // Numbers that put events in order without being moments span no time.
    const newness = (all.timeRange?.last ?? 0) < firstMoment ? undefined : all.newness;
    const advice = adviceFor(interactions, { ...all, newness }, order);
    // What the reader says of the rows, it says with their place in the file.
    const known = new Set(report.warnings);
    const warnings = [
      ...report.warnings,
      ...described.warnings.filter((warning) => !known.has(warning) && !/repeats? one of|no timestamp/.test(warning)),
    ];
    const times = timeRange && { first: moment(timeRange.first), last: moment(timeRange.last), missing: timeRange.missing };
    const titles = await readTitles(given, io, interactions.items);
    const topItems = titles === undefined ? described.topItems : described.topItems.map((top) => ({ ...top, title: titles(top.item) }));
    const description: Shown = { ...described, newness, topItems, rows: report.rows, warnings, times, order, advice };
    const { file, format, delimiter, header, columns, encoding, decimalComma, timeUnit, leftOut } = report;
    if (io.json) io.output.json({ file, format, delimiter, header, columns, encoding, decimalComma, timeUnit, leftOut, ...description });
    else print(description, io);
  },
};

/** 1980 in seconds: what lies before is no moment of an event. */
const firstMoment = 315_532_800;

/** `title`: where titles were given. */
type TopItem = Description['topItems'][number] & { readonly title?: string | undefined };

/** Times in ISO 8601, UTC. */
type Shown = Omit<Description, 'timeRange' | 'topItems'> & {
  readonly topItems: readonly TopItem[];
  readonly times: { readonly first: string; readonly last: string; readonly missing: number } | undefined;
  /** `undefined` where times tell no order. */
  readonly order: OrderSignal | undefined;
  readonly advice: Advice;
};

function print(description: Shown, { output }: Io): void {
  const { rows, interactions, mergedRows, users, items, density, valueKind, scale, mean, sd, quartiles, histogram, times, context } =
    description;
  const { perUser, perItem, longTail, topItems, warnings } = description;
  const kinds = { rating: 'ratings', weight: 'weights of implicit feedback', none: 'none: every pair counts 1' };
  output.print(
    pairs(output, [
      ['rows', mergedRows === 0 ? whole(rows) : `${whole(rows)} (${whole(interactions)} distinct pairs)`],
      ['users', whole(users)],
      ['items', whole(items)],
      ['density', `${short(density * 100)} % of all pairs`],
      ['values', kinds[valueKind]],
      ['scale', scale && `${short(scale.min)} to ${short(scale.max)}`],
      ['mean', mean === undefined ? undefined : short(mean)],
      ['standard deviation', sd === undefined ? undefined : `${short(sd)} (of a sample: n − 1)`],
      ['quartiles', quartiles?.map(short).join(', ')],
      ['times', times && `${times.first} to ${times.last}${times.missing > 0 ? ` (${whole(times.missing)} without)` : ''}`],
      ['context', context.length > 0 ? context.map(visible).join(', ') : undefined],
    ]),
  );
  if (histogram !== undefined) output.print(`\n${bars(histogram, output)}`);
  const spreads = [perUser, perItem];
  const spread = table(output, spreads, [
    left('interactions of', (_, position) => ['a user', 'an item'][position]),
    right('least', ({ min }) => whole(min)),
    right('median', ({ median }) => short(median)),
    right('mean', ({ mean: average }) => short(average)),
    right('most', ({ max }) => whole(max)),
  ]);
  output.print(`\n${spread}`);
  output.print(`\n${output.bold('long tail')}  ${sparkline(longTail.curve)}  most popular items first`);
  output.print(
    `the top tenth of the items holds ${percent(longTail.top10Share)} of the interactions; half of them are on ${counted(longTail.itemsForHalf, 'item')}; items with a single one: ${whole(longTail.itemsOnce)}`,
  );
  if (topItems.some((top) => 'title' in top)) {
    const popular = table(output, topItems, [
      place,
      left('most popular', ({ item }) => String(item)),
      flexible('title', ({ title }) => title ?? ''),
      right('interactions', ({ count }) => whole(count)),
    ]);
    output.print(`\n${popular}`);
  } else output.print(`most popular: ${topItems.map(({ item, count }) => `${visible(String(item))} (${whole(count)})`).join(', ')}`);
  printTeaching(description, output);
  if (warnings.length > 0) output.print(`\n${warnings.map((warning) => `beware: ${visible(warning)}`).join('\n')}`);
}

/** What a model could learn from the data, and which to try first. */
function printTeaching({ longTail, cold, newness, order, advice }: Shown, output: Io['output']): void {
  const share = (count: number, part: number, name: string): string => `${counted(count, name)} (${percent(part)})`;
  output.print(
    `\n${pairs(output, [
      ['concentration', `Gini ${short(longTail.gini)}; the top hundredth of the items holds ${percent(longTail.top1Share)}`],
      [`under ${cold.under} interactions`, `${share(cold.users, cold.userShare, 'user')}, ${share(cold.items, cold.itemShare, 'item')}`],
      ['time span', newness && `${days(newness.spanSeconds)}; in its later half first appear ${percent(newness.userShare)} of the users, ${percent(newness.itemShare)} of the items`], // biome-ignore format: one line
      ['order', order === undefined ? 'unknown: times tell none' : orderText(order)],
      ['try first', `${advice.models.join(', ')}: ${advice.why.replace(/\.$/, '')}`],
    ])}`,
  );
}

function orderText(order: OrderSignal): string {
  const verdict = orderMatters(order) ? 'says what comes next' : 'says little of what comes next';
  const looked = `${counted(order.people, 'last item')}${order.sampled ? ', a sample' : ''}`;
  return `${verdict}: by the item before alone ${percent(order.kept)} of the last items are among 10, with histories shuffled ${percent(order.shuffled)} (${looked})`;
}

const days = (spanSeconds: number): string => {
  const span = spanSeconds / 86_400;
  return span >= 2 ? counted(Math.round(span), 'day') : `${short(spanSeconds / 3600)} hours`;
};

function bars(histogram: readonly HistogramBin[], output: Io['output']): string {
  const top = Math.max(...histogram.map(({ count }) => count));
  const total = histogram.reduce((sum, { count }) => sum + count, 0);
  return table(output, histogram, [
    right('value', ({ from, to }) => (from === to ? short(from) : `${short(from)} – ${short(to)}`)),
    right('count', ({ count }) => whole(count)),
    right('share', ({ count }) => percent(count / total)),
    left('', ({ count }) => bar(count / top, 30)),
  ]);
}
