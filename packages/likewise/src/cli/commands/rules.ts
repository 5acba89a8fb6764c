/** `likewise rules`: what goes together in baskets. */
import type { AssociationRule, Itemset, RuleAnswer } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { percent, short, whole } from '../../words/numbers.ts';
import { yieldToEventLoop } from '../../workflow/yield-to-event-loop.ts';
import type { Command, Given, Io } from '../command.ts';
import { parseIds } from '../flags/ids.ts';
import { integerFlag } from '../flags/integers.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import { numberFlag, shareFlag } from '../flags/shares.ts';
import { writeJsonList } from '../print/json-list.ts';
import { table } from '../print/table.ts';

const orders = ['confidence', 'lift', 'support'] as const;
type Order = (typeof orders)[number];

export const rules: Command = {
  name: 'rules',
  summary: 'association rules: what goes together in baskets',
  arguments: [
    { name: '<baskets>', meaning: 'one basket a line, items separated by commas (--long for other files); also .gz; - is stdin' },
  ],
  flags: [
    { flags: '--min-support <share>', meaning: 'least share of the baskets that hold all items of a rule (default 0.01)' },
    { flags: '--min-confidence <share>', meaning: 'least share of the baskets with the if-part that hold the then-part (default 0.5)' },
    { flags: '--min-lift <x>', meaning: 'least lift; 1 is chance (default 0)' },
    { flags: '--min-cross-support <share>', meaning: 'least ratio of the rarest to the most common item of a rule (default 0)' },
    { flags: '--max-length <n>', meaning: 'most items of a rule, both parts together' },
    { flags: '--sort <measure>', meaning: 'confidence, lift or support (default confidence)' },
    {
      flags: '--sets <kind>',
      meaning: 'itemsets instead of rules: all, closed (none larger is as frequent) or maximal (none larger is frequent)',
    },
    { flags: '--long', meaning: 'the file has a row for each basket and item, columns by their names' },
    { flags: '--columns <roles>', meaning: 'as --long, and which column is which: basket=order,item=product' },
    { flags: '--basket <items>', meaning: 'what the rules recommend to someone with these items, a,b,"c, d"' },
    { flags: '-n, --count <n>', meaning: 'rules shown (default 20; --json gives all), or items recommended (default 10)' },
    { flags: '--delimiter <text>', meaning: 'what separates the items: , ; | tab …' },
    { flags: '--encoding <name>', meaning: 'utf-8, latin-1 or utf-16' },
    jsonFlag,
  ],
  examples: [
    'likewise rules baskets.csv --min-support 0.01 --min-confidence 0.2',
    'likewise rules baskets.csv --min-support 0.001 --sort lift --json',
    'likewise rules baskets.csv --min-confidence 0.2 --basket "bread,jam"',
    'likewise rules orders.csv --columns basket=order,item=product --sets closed',
  ],
  async run(given, io) {
    const { output, progress, signal } = io;
    const path = given.argument(0) as string;
    const minSupport = shareFlag('--min-support', given.text('min-support'));
    const maxLength = integerFlag('--max-length', given.text('max-length'), 1);
    const n = integerFlag('-n', given.text('count'), 1);
    const order = orderOf(given.text('sort'));
    const kind = kindOf(given.text('sets'));
    const wanted = {
      minConfidence: shareFlag('--min-confidence', given.text('min-confidence')),
      minLift: numberFlag('--min-lift', given.text('min-lift'), 'of at least 0', (value) => value >= 0),
      minCrossSupport: shareFlag('--min-cross-support', given.text('min-cross-support')),
    };
    const asked = given.text('basket');
    const basket = asked === undefined ? undefined : parseIds('--basket', asked);
    if (kind !== undefined && basket !== undefined)
      throw new CliError('--sets shows itemsets, --basket what rules recommend; give one of them.');
    const { associationRules, basketsFromRows, mineItemsets } = await import('@likewise/core');
    const { naturalOrder } = await import('../../data/columns/byte-dictionary.ts');
    const rows = await readRows(path, given, io);
    const names = [...new Set(rows.flat())];
    const baskets = basketsFromRows(rows, { items: Array.from(naturalOrder(names), (index) => names[index]) });
    progress.note(
      `${whole(rows.length)} baskets, ${whole(baskets.items.size)} items, ${short(baskets.rows.indexes.length / rows.length)} in a basket`,
    );
    const job = progress.job('looking for itemsets');
    const itemsets = await mineItemsets(
      baskets,
      { minSupport, maxLength },
      { signal, onSets: (sets) => job.update(undefined, sets === 0 ? 'counting pairs' : `${whole(sets)} so far`) },
    )
      .catch(inFlags)
      .finally(() => job.end());
    if (kind !== undefined) {
      const sets = kind === 'all' ? [...itemsets] : itemsets[kind]();
      await printSets(kind, sets, { baskets: rows.length, itemsets: itemsets.size, ...itemsets.settings }, n ?? 20, io);
      return;
    }
    const found = associationRules(itemsets, wanted);
    if (basket !== undefined) {
      const unknown = basket.filter((item) => baskets.items.indexOf(item) === undefined);
      if (unknown.length === basket.length)
        throw new CliError(`--basket: none of ${basket.join(', ')} is in the baskets; nothing is known about them.`);
      if (unknown.length > 0) progress.note(`--basket: unknown, left out: ${unknown.join(', ')}`);
      answer(basket, found.recommend(basket, { n: n ?? 10 }) ?? [], io);
      return;
    }
    const sorted = (await collected(found, io)).sort(
      (a, b) => b[order] - a[order] || b.confidence - a.confidence || b.lift - a.lift || b.support - a.support,
    );
    if (io.json) {
      const head = { baskets: rows.length, itemsets: itemsets.size, ...itemsets.settings, ...found.settings };
      await writeJsonList(head, 'rules', sorted, io, documentOf);
      return;
    }
    output.print(`${whole(itemsets.size)} itemsets, ${whole(sorted.length)} rules`);
    if (sorted.length === 0) return;
    const shown = sorted.slice(0, n ?? 20);
    output.print(`\n${ruleTable(shown, io)}`);
    if (shown.length < sorted.length)
      output.print(output.dim(`and ${whole(sorted.length - shown.length)} more (-n shows more, --json all)`));
  },
};

const kinds = ['all', 'closed', 'maximal'] as const;
type Kind = (typeof kinds)[number];

function kindOf(text: string | undefined): Kind | undefined {
  const kind = kinds.find((known) => known === text);
  if (text !== undefined && kind === undefined) throw new CliError(`--sets must be one of ${kinds.join(', ')}; got "${text}".`);
  return kind;
}

/** A refusal of too many sets, in the words of the command line. */
function inFlags(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'too-many-itemsets')) throw error;
  const text = error.message.replace('frequentItemsets: ', '');
  throw new CliError(text.replaceAll('minSupport', '--min-support').replaceAll('maxLength', '--max-length'));
}

async function readRows(path: string, given: Given, { progress, signal }: Io): Promise<readonly (readonly string[])[]> {
  const columns = given.text('columns');
  const reading = { delimiter: given.text('delimiter'), encoding: given.text('encoding'), signal };
  const job = progress.job(`reading ${path === '-' ? 'standard input' : path}`);
  try {
    if (columns === undefined && given.on('long') !== true) {
      const { readBaskets } = await import('../../data/read/table.ts');
      return await readBaskets(path, reading);
    }
    const { readLongBaskets } = await import('../../data/read/long-baskets.ts');
    const { rows, columns: found } = await readLongBaskets(path, { ...reading, columns });
    progress.note(`columns: basket = ${found.basket}, item = ${found.item}`);
    return rows;
  } finally {
    job.end();
  }
}

async function collected(rules: Iterable<AssociationRule>, { progress, signal }: Io): Promise<AssociationRule[]> {
  const found: AssociationRule[] = [];
  const job = progress.job('making rules');
  const yieldNow = yieldToEventLoop();
  try {
    for (const rule of rules) {
      const pause = found.push(rule) % 256 === 0 ? yieldNow() : undefined;
      if (pause === undefined) continue;
      job.update(undefined, `${whole(found.length)} so far`);
      await pause;
      signal.throwIfAborted();
    }
    return found;
  } finally {
    job.end();
  }
}

/** The most frequent first, then the larger. */
async function printSets(
  kind: Kind,
  sets: readonly Itemset[],
  facts: { readonly itemsets: number; readonly baskets: number },
  n: number,
  io: Io,
): Promise<void> {
  const { json, output } = io;
  const sorted = [...sets].sort((a, b) => b.count - a.count || b.items.length - a.items.length);
  if (json) {
    await writeJsonList({ ...facts, kind }, 'sets', sorted, io);
    return;
  }
  output.print(`${whole(facts.itemsets)} itemsets${kind === 'all' ? '' : `, ${whole(sorted.length)} of them ${kind}`}`);
  if (sorted.length === 0) return;
  const columns = [
    { heading: 'items', flexible: true },
    ...['baskets', 'support'].map((heading) => ({ heading, align: 'right' as const })),
  ];
  const rows = sorted.slice(0, n).map(({ items, count, support }) => [items.join(', '), whole(count), percent(support, 2)]);
  output.print(`\n${table(columns, rows, output)}`);
  if (n < sorted.length) output.print(output.dim(`and ${whole(sorted.length - n)} more (-n shows more, --json all)`));
}

function orderOf(text: string | undefined): Order {
  const order = text === undefined ? 'confidence' : orders.find((known) => known === text);
  if (order === undefined) throw new CliError(`--sort must be one of ${orders.join(', ')}; got "${text}".`);
  return order;
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

function ruleTable(shown: readonly AssociationRule[], { output }: Io): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  // A narrow terminal shows names rather than the last measures; --json has all.
  const measures = ['support', 'confidence', 'lift', 'baskets', 'cosine', 'conviction'].slice(0, (output.columns ?? 100) < 90 ? 3 : 6);
  const columns = [{ heading: 'if', flexible: true }, { heading: 'then', flexible: true }, ...measures.map(right)];
  const rows = shown.map(({ antecedent, consequent, count, support, confidence, lift, cosine, conviction }) => [
    antecedent.join(', '),
    consequent.join(', '),
    ...[
      percent(support, 2),
      percent(confidence),
      lift.toFixed(2),
      whole(count),
      cosine.toFixed(3),
      Number.isFinite(conviction) ? conviction.toFixed(2) : '∞',
    ].slice(0, measures.length),
  ]);
  return table(columns, rows, output);
}

function answer(basket: readonly string[], answers: readonly RuleAnswer[], io: Io): void {
  const { json, output, progress } = io;
  if (answers.length === 0) progress.note('no rule applies to this basket; lower --min-confidence or --min-support.');
  if (json) {
    output.json({
      basket,
      items: answers.map(({ item, score, because }) => ({ item: String(item), score, because: documentOf(because) })),
    });
    return;
  }
  if (answers.length === 0) return;
  const columns = [
    { heading: '#', align: 'right' as const },
    { heading: 'item', flexible: true },
    { heading: 'confidence', align: 'right' as const },
    { heading: 'because of', flexible: true },
  ];
  const rows = answers.map(({ item, score, because }, k) => [String(k + 1), String(item), percent(score), because.antecedent.join(', ')]);
  output.print(table(columns, rows, output));
}
