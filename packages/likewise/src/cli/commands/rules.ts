/** `likewise rules`: what goes together in baskets. */
import type { AssociationRule, Id, Itemset, RuleAnswer } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { percent, short, whole } from '../../words/numbers.ts';
import { yieldToEventLoop } from '../../workflow/yield-to-event-loop.ts';
import { type Command, type Given, type Io, jsonFlag } from '../command.ts';
import { fileFlags, fileOptions, readingJob, readTitles, type Titles, titlesFlag } from '../flags/files.ts';
import { parseIds } from '../flags/ids.ts';
import { integerFlag, numberFlag, shareFlag } from '../flags/number-flags.ts';
import { writeJsonList } from '../print/long-results.ts';
import type { Job } from '../print/progress.ts';
import { type Column, flexible, place, right, table, wrapped } from '../print/table.ts';

/** Rules or itemsets shown where -n does not say. */
const shownRows = 20;

export const rules: Command = {
  name: 'rules',
  summary: 'association rules: what goes together in baskets',
  arguments: {
    '<baskets>':
      'one basket a line, items separated by commas, or a list each in JSON and Parquet (--long for other files); also .gz; - is stdin',
  },
  flags: {
    '--min-support <share>': 'least share of the baskets that hold all items of a rule (default 0.01)',
    '--min-confidence <share>': 'least share of the baskets with the if-part that hold the then-part (default 0.5)',
    '--min-lift <x>': 'least lift; 1 is chance (default 0)',
    '--min-cross-support <share>': 'least ratio of the rarest to the most common item of a rule (default 0)',
    '--max-length <n>': 'most items of a rule, both parts together',
    '--sort <measure>': 'confidence, lift or support (default confidence)',
    '--sets <kind>': 'itemsets instead of rules: all, closed (none larger is as frequent) or maximal (none larger is frequent)',
    '--long': 'the file has a row for each basket and item, columns by their names',
    '--columns <roles>': 'as --long, and which column is which: basket=order,item=product',
    '--basket <items>': 'what the rules recommend to someone with these items, a,b,"c, d"',
    '-n, --count <n>': 'rules shown (default 20; --json gives all), or items recommended (default 10)',
    ...titlesFlag,
    ...fileFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise rules baskets.csv --min-support 0.01 --min-confidence 0.2',
    'likewise rules baskets.csv --min-support 0.001 --sort lift --json',
    'likewise rules baskets.csv --min-confidence 0.2 --basket "bread,jam"',
    'likewise rules orders.csv --columns basket=order,item=product --sets closed',
  ],
  async run(given, io) {
    const { output, progress, signal } = io;
    const path = given.argument(0) as string;
    const minSupport = shareFlag(given, 'min-support');
    const maxLength = integerFlag(given, 'max-length', 1);
    const n = integerFlag(given, 'count', 1);
    const order = given.choice('sort', ['confidence', 'lift', 'support']) ?? 'confidence';
    const kind = given.choice('sets', ['all', 'closed', 'maximal']);
    const wanted = {
      minConfidence: shareFlag(given, 'min-confidence'),
      minLift: numberFlag(given, 'min-lift', 'a number of at least 0', (value) => value >= 0),
      minCrossSupport: shareFlag(given, 'min-cross-support'),
    };
    const asked = given.text('basket');
    const basket = asked === undefined ? undefined : parseIds('--basket', asked);
    if (kind !== undefined && basket !== undefined)
      throw new CliError('--sets shows itemsets, --basket what rules recommend; give one of them.');
    const { associationRules, basketsFromRows, mineItemsets } = await import('@likewise/core');
    const { inNaturalOrder } = await import('../../data/columns/byte-dictionary.ts');
    const reading = readingJob(path, io);
    const rows = await readRows(path, given, io).finally(() => reading.end());
    const baskets = basketsFromRows(rows, { items: inNaturalOrder([...new Set(rows.flat())]) });
    progress.note(
      `${whole(rows.length)} baskets, ${whole(baskets.items.size)} items, ${short(baskets.rows.indexes.length / rows.length)} in a basket`,
    );
    const titles = await readTitles(given, io, baskets.items);
    const job = progress.job('looking for itemsets');
    const itemsets = await mineItemsets(
      baskets,
      { minSupport, maxLength },
      { signal, onSets: (sets) => job.update(undefined, sets === 0 ? 'counting pairs' : `${whole(sets)} so far`) },
    )
      .catch(inFlags)
      .finally(() => job.end());
    const head = { baskets: rows.length, itemsets: itemsets.size, ...itemsets.settings };
    if (kind !== undefined) return printSets(kind, kind === 'all' ? [...itemsets] : itemsets[kind](), head, n, io, titles);
    const found = associationRules(itemsets, wanted);
    if (basket !== undefined) {
      const unknown = basket.filter((item) => baskets.items.indexOf(item) === undefined);
      if (unknown.length === basket.length)
        throw new CliError(`--basket: none of ${basket.join(', ')} is in the baskets; nothing is known about them.`);
      if (unknown.length > 0) progress.note(`--basket: unknown, left out: ${unknown.join(', ')}`);
      return printAnswers(basket, found.recommend(basket, { n: n ?? 10 }) ?? [], io, titles);
    }
    const making = progress.job('making rules');
    const all = await collected(found, making, signal).finally(() => making.end());
    const sorted = all.sort((a, b) => b[order] - a[order] || b.confidence - a.confidence || b.lift - a.lift || b.support - a.support);
    if (io.json) return writeJsonList({ ...head, ...found.settings }, 'rules', sorted, io, documentOf);
    output.print(`${whole(itemsets.size)} itemsets, ${whole(sorted.length)} rules`);
    printFirst(sorted, n, output, ruleColumns(output, titles));
  },
};

/** A refusal of too many sets, in the words of the command line. */
function inFlags(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'too-many-itemsets')) throw error;
  const text = error.message.replace('frequentItemsets: ', '');
  throw new CliError(text.replaceAll('minSupport', '--min-support').replaceAll('maxLength', '--max-length'));
}

async function readRows(path: string, given: Given, io: Io): Promise<readonly (readonly string[])[]> {
  const columns = given.text('columns');
  const { readBaskets, readLongBaskets } = await import('../../data/read/baskets.ts');
  if (columns === undefined && given.on('long') !== true)
    return readBaskets(path, { ...fileOptions(given, io), onNote: (note) => io.progress.note(`${path}: ${note}`) });
  const found = await readLongBaskets(path, { ...fileOptions(given, io), columns });
  io.progress.note(`columns: ${found.columns}`);
  return found.rows;
}

async function collected(rules: Iterable<AssociationRule>, job: Job, signal: AbortSignal): Promise<AssociationRule[]> {
  const found: AssociationRule[] = [];
  const yieldNow = yieldToEventLoop();
  for (const rule of rules) {
    const pause = found.push(rule) % 256 === 0 ? yieldNow() : undefined;
    if (pause === undefined) continue;
    job.update(undefined, `${whole(found.length)} so far`);
    await pause;
    signal.throwIfAborted();
  }
  return found;
}

/** Titles where they are known, ids elsewhere; in JSON there are ids alone. */
const named = (items: readonly Id[], titles: Titles | undefined): string => items.map((item) => titles?.(item) ?? String(item)).join(', ');

/** The first `n` as a table, and how many more there are. */
function printFirst<Row>(rows: readonly Row[], n = shownRows, output: Io['output'], columns: readonly Column<Row>[]): void {
  if (rows.length > 0) output.print(`\n${table(output, rows.slice(0, n), columns)}`);
  if (n < rows.length) output.print(output.dim(`and ${whole(rows.length - n)} more (-n shows more, --json all)`));
}

/** The most frequent first, then the larger. */
async function printSets(
  kind: string,
  sets: readonly Itemset[],
  head: { readonly itemsets: number },
  n: number | undefined,
  io: Io,
  titles: Titles | undefined,
) {
  const { json, output } = io;
  const sorted = [...sets].sort((a, b) => b.count - a.count || b.items.length - a.items.length);
  if (json) return writeJsonList({ ...head, kind }, 'sets', sorted, io);
  output.print(`${whole(head.itemsets)} itemsets${kind === 'all' ? '' : `, ${whole(sorted.length)} of them ${kind}`}`);
  printFirst(sorted, n, output, [
    wrapped('items', ({ items }) => named(items, titles)),
    right('baskets', ({ count }) => whole(count)),
    right('support', ({ support }) => percent(support, 2)),
  ]);
}

/** JSON knows no infinite number: a conviction without bound is the text "Infinity", which Number("…") and float("…") read. */
function documentOf(rule: AssociationRule) {
  const { antecedent, consequent, conviction, ...measures } = rule;
  return {
    if: antecedent,
    // biome-ignore lint/suspicious/noThenProperty: a list, and never awaited
    then: consequent,
    ...measures,
    conviction: Number.isFinite(conviction) ? conviction : 'Infinity',
  };
}

function ruleColumns({ columns = 100 }: Io['output'], titles: Titles | undefined): readonly Column<AssociationRule>[] {
  const measures: Column<AssociationRule>[] = [
    right('support', ({ support }) => percent(support, 2)),
    right('confidence', ({ confidence }) => percent(confidence)),
    right('lift', ({ lift }) => lift.toFixed(2)),
    right('baskets', ({ count }) => whole(count)),
    right('cosine', ({ cosine }) => cosine.toFixed(3)),
    right('conviction', ({ conviction }) => (Number.isFinite(conviction) ? conviction.toFixed(2) : '∞')),
  ];
  return [
    wrapped('if', ({ antecedent }) => named(antecedent, titles)),
    wrapped('then', ({ consequent }) => named(consequent, titles)),
    // A narrow terminal shows names rather than the last measures; --json has all.
    ...measures.slice(0, columns < 90 ? 3 : 6),
  ];
}

function printAnswers(
  basket: readonly string[],
  answers: readonly RuleAnswer[],
  { json, output, progress }: Io,
  titles: Titles | undefined,
): void {
  if (answers.length === 0) progress.note('no rule applies to this basket; lower --min-confidence or --min-support.');
  if (json) {
    const items = answers.map(({ item, score, because }) => ({ item: String(item), score, because: documentOf(because) }));
    output.json({ basket, items });
  } else if (answers.length > 0)
    output.print(
      table(output, answers, [
        place,
        flexible('item', ({ item }) => named([item], titles)),
        right('confidence', ({ score }) => percent(score)),
        wrapped('because of', ({ because }) => named(because.antecedent, titles)),
      ]),
    );
}
