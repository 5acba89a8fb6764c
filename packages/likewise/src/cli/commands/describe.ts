/** `likewise describe`: what a ratings file is like, before any model sees it. */
import type { Description, HistogramBin } from '@likewise/core';
import { percent, short, whole } from '../../words/numbers.ts';
import type { Command, Io } from '../command.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import { readingFlags, readRatings } from '../flags/ratings-file.ts';
import { bar, sparkline } from '../print/bars.ts';
import { type Column, pairs, table, visible } from '../print/table.ts';

export const describe: Command = {
  name: 'describe',
  summary: 'what a ratings file is like: counts, scale, histogram, long tail, warnings',
  arguments: [{ name: '<ratings>', meaning: 'CSV, TSV, ::, |, JSONL or Parquet, also .gz; - is stdin' }],
  flags: [...readingFlags, jsonFlag],
  examples: ['likewise describe ratings.csv', 'likewise describe log.jsonl.gz --columns who,what,stars,at --json'],
  async run(given, io) {
    const { interactions, report } = await readRatings(given.argument(0) as string, given, io, { others: 'dropped' });
    const { describe: describeInteractions } = await import('@likewise/core');
    const { timeRange, ...described } = describeInteractions(interactions);
    // What the reader says of the rows, it says with their place in the file.
    const known = new Set(report.warnings);
    const warnings = [
      ...report.warnings,
      ...described.warnings.filter((warning) => !known.has(warning) && !/repeats? one of|no timestamp/.test(warning)),
    ];
    const times = timeRange && { first: iso(timeRange.first), last: iso(timeRange.last), missing: timeRange.missing };
    const description: Shown = { ...described, rows: report.rows, warnings, times };
    const { file, format, delimiter, header, columns, encoding, decimalComma, timeUnit } = report;
    if (io.json) io.output.json({ file, format, delimiter, header, columns, encoding, decimalComma, timeUnit, ...description });
    else print(description, io);
  },
};

type Shown = Omit<Description, 'timeRange'> & {
  /** ISO 8601, UTC. */
  readonly times: { readonly first: string; readonly last: string; readonly missing: number } | undefined;
};

/** Seconds as a moment; as the bare number where no calendar reaches. */
function iso(time: number): string {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace('.000Z', 'Z');
}

function print(description: Shown, { output }: Io): void {
  const { rows, interactions, mergedRows, users, items, density, valueKind, scale, mean, histogram, times, context } = description;
  const { perUser, perItem, longTail, topItems, warnings } = description;
  const kinds = { rating: 'ratings', weight: 'weights of implicit feedback', none: 'none: every pair counts 1' };
  const lines: [string, string][] = [
    ['rows', mergedRows === 0 ? whole(rows) : `${whole(rows)} (${whole(interactions)} distinct pairs)`],
    ['users', whole(users)],
    ['items', whole(items)],
    ['density', `${short(density * 100)} % of all pairs`],
    ['values', kinds[valueKind]],
  ];
  if (scale !== undefined) lines.push(['scale', `${short(scale.min)} to ${short(scale.max)}`]);
  if (mean !== undefined) lines.push(['mean', short(mean)]);
  if (times !== undefined)
    lines.push(['times', `${times.first} to ${times.last}${times.missing > 0 ? ` (${whole(times.missing)} without)` : ''}`]);
  if (context.length > 0) lines.push(['context', context.map(visible).join(', ')]);
  output.print(pairs(lines, output));

  if (histogram !== undefined) output.print(`\n${bars(histogram, output)}`);
  const columns: Column[] = [
    { heading: 'interactions of' },
    ...['least', 'median', 'mean', 'most'].map((heading) => ({ heading, align: 'right' as const })),
  ];
  const spread = [perUser, perItem].map(({ min, median, mean: average, max }) => [whole(min), short(median), short(average), whole(max)]);
  output.print(
    `\n${table(
      columns,
      [
        ['a user', ...spread[0]],
        ['an item', ...spread[1]],
      ],
      output,
    )}`,
  );
  output.print(`\n${output.bold('long tail')}  ${sparkline(longTail.curve)}  most popular items first`);
  output.print(
    `the top tenth of the items holds ${percent(longTail.top10Share)} of the interactions; half of them are on ${whole(longTail.itemsForHalf)} ${longTail.itemsForHalf === 1 ? 'item' : 'items'}; items with a single one: ${whole(longTail.itemsOnce)}`,
  );
  output.print(`most popular: ${topItems.map(({ item, count }) => `${visible(String(item))} (${whole(count)})`).join(', ')}`);
  if (warnings.length > 0) output.print(`\n${warnings.map((warning) => `beware: ${visible(warning)}`).join('\n')}`);
}

function bars(histogram: readonly HistogramBin[], output: Io['output']): string {
  const top = Math.max(...histogram.map(({ count }) => count));
  const total = histogram.reduce((sum, { count }) => sum + count, 0);
  const columns: Column[] = [
    { heading: 'value', align: 'right' },
    { heading: 'count', align: 'right' },
    { heading: 'share', align: 'right' },
    { heading: '' },
  ];
  const rows = histogram.map(({ from, to, count }) => [
    from === to ? short(from) : `${short(from)} – ${short(to)}`,
    whole(count),
    percent(count / total),
    bar(count / top, 30),
  ]);
  return table(columns, rows, output);
}
