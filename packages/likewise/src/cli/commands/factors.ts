/** `likewise factors`: what stands at the two ends of each factor of a model. */
import type { Id, ScoredItem } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { fixed } from '../../words/numbers.ts';
import { type Command, jsonFlag } from '../command.ts';
import { readTitles, titlesFlag } from '../flags/files.ts';
import { modelArgument, openModel } from '../flags/model-file.ts';
import { integerFlag } from '../flags/number-flags.ts';
import { flexible, left, right, table } from '../print/table.ts';

export const factorsCommand: Command = {
  name: 'factors',
  summary: 'read a model: the items, or users, with the largest and smallest coordinate of each factor',
  arguments: { ...modelArgument },
  flags: {
    '--factor <n>': 'only this one, from 1',
    '-n, --count <n>': 'how many at each end (default 5)',
    '--of <side>': 'items or users (default items)',
    '--min-ratings <n>': 'only items that at least so many people of the training data have, or users with so many items',
    ...titlesFlag,
    ...jsonFlag,
  },
  examples: ['likewise factors nmf.safetensors --titles movies.csv', 'likewise factors nmf.safetensors --factor 3 -n 10 --min-ratings 50'],
  async run(given, io) {
    const { axesOf, readFactors } = await import('@likewise/core');
    const side = given.choice('of', ['items', 'users']) ?? 'items';
    const only = integerFlag(given, 'factor', 1);
    const [n, least] = [integerFlag(given, 'count', 1) ?? 5, integerFlag(given, 'min-ratings', 1)];
    if (side === 'users' && given.text('titles') !== undefined)
      throw new CliError('factors: --titles are those of items; leave them out of --of users.');
    const model = await openModel(given.argument(0));
    const titles = await readTitles(given, io, model.items);
    const { metCounts } = await import('../../workflow/met-counts.ts');
    const counts = least === undefined ? undefined : metCounts(model, side);
    const read = readFactors(model, { side, n, filter: counts && ((_, index) => counts[index] >= (least as number)) });
    if (only !== undefined && only > read.length) throw new CliError(`--factor must be from 1 to ${read.length}; got "${only}".`);
    if (read[0]?.largest.length === 0) throw new CliError(`--min-ratings ${least}: no ${side} have so many; ask for fewer.`);
    const shown = (only === undefined ? read : [read[only - 1]]).map(({ factor, largest, smallest }) => ({
      factor: factor + 1,
      largest: largest.map((one) => titled(one, titles)),
      smallest: smallest.map((one) => titled(one, titles)),
    }));
    const axes = axesOf(model);
    if (io.json) return io.output.json({ model: model.name, of: side, axes: axes.kind, meaning: axes.meaning, factors: shown });
    io.progress.note(`${model.name}: ${axes.meaning}.`);
    const { output } = io;
    const end = (heading: string, rows: readonly ReturnType<typeof titled>[]): string =>
      table(output, rows, [
        left(heading, (row) => row.id),
        titles && flexible('title', (row) => row.title ?? ''),
        right('coordinate', (row) => fixed(row.coordinate, 4)),
      ]);
    const blocks = shown.map(
      ({ factor, largest, smallest }) => `${output.bold(`factor ${factor}`)}\n${end('largest', largest)}\n${end('smallest', smallest)}`,
    );
    output.print(blocks.join('\n\n'));
  },
};

const titled = ({ item, score }: ScoredItem, titles: ((id: Id) => string | undefined) | undefined) => ({
  id: String(item),
  coordinate: score,
  title: titles?.(item),
});
