/** `likewise similar`: the items nearest to one item. */
import type { ItemSimilarity } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { fixed } from '../../words/numbers.ts';
import { findId } from '../../workflow/find-id.ts';
import type { Command } from '../command.ts';
import { integerFlag } from '../flags/integers.ts';
import { jsonFlag } from '../flags/json-flag.ts';
import { openModel } from '../flags/open-model.ts';
import { readTitles, titlesFlag } from '../flags/titles.ts';
import { type Column, table } from '../print/table.ts';

export const similar: Command = {
  name: 'similar',
  summary: 'the items nearest to one item',
  arguments: [{ name: '<model>', meaning: 'a model file written by likewise fit' }],
  flags: [
    { flags: '--item <id>', meaning: 'an item of the training data', required: true },
    { flags: '-n, --count <n>', meaning: 'length of the list (default 10)' },
    titlesFlag,
    jsonFlag,
  ],
  examples: ['likewise similar model.safetensors --item 260 --titles movies.csv'],
  async run(given, io) {
    const { json, output } = io;
    const n = integerFlag('-n', given.text('count'), 1) ?? 10;
    const model = await openModel(given.argument(0) as string);
    if (typeof (model as Partial<ItemSimilarity>).similarItems !== 'function') {
      const { modelCatalog } = await import('@likewise/core');
      const able = modelCatalog.filter(({ abilities }) => abilities.includes('similar')).map(({ name }) => name);
      throw new CliError(`${model.name} knows no similar items; a model that does: ${able.join(', ')}.`);
    }
    const text = given.text('item') as string;
    const item = findId(model.items, text);
    const items =
      item === undefined ? undefined : (model as ItemSimilarity).similarItems(item, { n: Math.max(1, Math.min(n, model.items.size)) });
    if (item === undefined) throw new CliError(`item ${text} is not in the model; nothing is known about it.`);
    if (items === undefined) throw new CliError(`${model.name} knows nothing of item ${text} by which to compare it with others.`);
    const titles = await readTitles(given.text('titles'), io);
    const rows = items.map(({ item: id, score }) => ({ item: String(id), score, title: titles?.get(id) }));
    if (json) {
      output.json({ item: text, items: rows });
      return;
    }
    const columns: Column[] = [
      { heading: '#', align: 'right' },
      { heading: 'item' },
      ...(titles === undefined ? [] : [{ heading: 'title', flexible: true }]),
      { heading: 'similarity', align: 'right' },
    ];
    const cells = rows.map((row, r) => [String(r + 1), row.item, ...(titles === undefined ? [] : [row.title ?? '']), fixed(row.score, 4)]);
    output.print(table(columns, cells, output));
  },
};
