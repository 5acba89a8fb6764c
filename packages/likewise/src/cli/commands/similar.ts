/** `likewise similar`: the items nearest to one item. */
import { CliError } from '../../words/cli-error.ts';
import { fixed } from '../../words/numbers.ts';
import { type Command, jsonFlag, required } from '../command.ts';
import { readTitles, titlesFlag } from '../flags/files.ts';
import { notInModel } from '../flags/ids.ts';
import { modelArgument, notAble, openModel } from '../flags/model-file.ts';
import { countFlag, countOf } from '../flags/number-flags.ts';
import { flexible, left, place, right, table } from '../print/table.ts';

export const similar: Command = {
  name: 'similar',
  summary: 'the items nearest to one item',
  arguments: { ...modelArgument },
  flags: { '--item <id>': required('an item of the training data'), ...countFlag, ...titlesFlag, ...jsonFlag },
  examples: ['likewise similar model.safetensors --item 260 --titles movies.csv'],
  async run(given, io) {
    const { json, output } = io;
    const n = countOf(given);
    const { can } = await import('@likewise/core');
    const model = await openModel(given.argument(0));
    if (!can(model, 'similar')) throw await notAble(`${model.name} knows no similar items`, 'similar');
    const text = given.text('item') as string;
    const item = model.items.find(text);
    if (item === undefined) throw await notInModel('item', text, model.items);
    const items = model.similarItems(item, { n: Math.max(1, Math.min(n, model.items.size)) });
    if (items === undefined) throw new CliError(`${model.name} knows nothing of item ${text} by which to compare it with others.`);
    const titles = await readTitles(given, io, model.items);
    const rows = items.map(({ item: id, score }) => ({ item: String(id), score, title: titles?.(id) }));
    if (json) return output.json({ item: text, items: rows });
    output.print(
      table(output, rows, [
        place,
        left('item', (row) => row.item),
        titles && flexible('title', (row) => row.title ?? ''),
        right('similarity', (row) => fixed(row.score, 4)),
      ]),
    );
  },
};
