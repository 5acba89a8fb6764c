/** `likewise prepare`: a smaller or denser part of a ratings file, and training and test part as files. */
import { resolve } from 'node:path';
import type { Interactions } from '@likewise/core';
import type { FileOfBytes } from '../../../store/tables/write-tables.ts';
import { CliError } from '../../../words/cli-error.ts';
import { commandLine } from '../../../words/command-line.ts';
import { bytes, whole } from '../../../words/numbers.ts';
import { type Command, type Io, jsonFlag } from '../../command.ts';
import { leastCountsFlags } from '../../flags/least-counts.ts';
import { integerFlag } from '../../flags/number-flags.ts';
import { inputFiles, layoutFlags, ratingsArgument, readRatings } from '../../flags/ratings.ts';
import { left, right, table } from '../../print/table.ts';
import { newNumbers } from './new-numbers.ts';
import { partsOfSplit, pathsOf, type WrittenPart } from './parts.ts';
import { type Counts, countsOf, filtered, filtersOf } from './steps.ts';

export const prepare: Command = {
  name: 'prepare',
  summary: 'write a part of a ratings file, or its training and test part, as files',
  arguments: { ...ratingsArgument },
  flags: {
    '-o, --out <file>': 'all rows that stay: .csv, .tsv, .jsonl, each also .gz, or .parquet',
    '--train <file>': 'the training part; {fold} in the name stands for the fold where a split has several',
    '--test <file>': 'the test part, in a file of the same kinds',
    '--told <file>': 'what a split tells of people before it asks for their test part (users:0.8, leave-last:2, time:0.8:last …)',
    '--split <rule>': 'as evaluate splits: random:0.8, leave-random:5, time:0.8, kfold:5 … (default random:0.8)',
    '--most-active <n>': 'only the n users with most rows, counted on all rows',
    '--most-rated <n>': 'only the n items with most rows, counted on all rows, before users are cut',
    ...leastCountsFlags,
    '--share <share>': 'only this part of each user’s rows, at random: 0.5',
    '--number <file>': 'write users and items as dense numbers, 0 for the one with most rows, and their ids into this file',
    '--seed <n>': 'of everything random (default 0)',
    '--positive <condition>': 'only rows that meet it, such as ">=4", without their values; everything else counts these rows alone',
    ...layoutFlags,
    ...jsonFlag,
  },
  examples: [
    'likewise prepare ratings.csv --most-active 300 --most-rated 500 -o smaller.csv.gz',
    'likewise prepare ratings.csv --k-core 10 --split leave-random --seed 1 --train train.csv --test test.csv',
    'likewise prepare ratings.csv --split kfold:5 --train train-{fold}.csv --test test-{fold}.csv',
    'likewise prepare ratings.csv --number ids.csv -o ratings.parquet',
  ],
  async run(given, io) {
    const core = await import('@likewise/core');
    const { interactionsFile } = await import('../../../store/interaction-files.ts');
    const { tableFile, writeTogether } = await import('../../../store/tables/write-tables.ts');
    const seed = integerFlag(given, 'seed', 0) ?? 0;
    const rule = core.parseSplit(given.text('split') ?? 'random:0.8');
    const paths = pathsOf(given);
    const filters = await filtersOf(given, seed);
    const inputs = await inputFiles(given, given.paths(0));
    await checkPaths([...Object.values(paths.parts), paths.out, given.text('number')], inputs);

    const positive = given.text('positive');
    const { interactions, report } = await readRatings(given.paths(0), given, io, { others: 'dropped' });
    const read = positive === undefined ? 'as read' : `as read, ${core.parseCondition(positive).text}`;
    const { kept, steps } = filtered(interactions, report.mergedRows === 0 ? read : `${read}, each pair once`, filters);
    const split = paths.out === undefined ? rule.apply(kept, { seed }) : undefined;
    const parts: readonly WrittenPart[] =
      split === undefined ? [{ name: 'kept', path: paths.out as string, data: () => kept }] : partsOfSplit(split, paths);
    const number = given.text('number');
    await checkPaths([...parts.map(({ path }) => path), number], inputs);
    const numbers = number === undefined ? undefined : await newNumbers(interactions, kept);

    const counts = new Map<WrittenPart, Counts>();
    const job = io.progress.job('writing');
    io.stopsWithin(stopMs);
    const files = parts.map((part): FileOfBytes => {
      const data = (): Interactions => {
        const cut = part.data();
        counts.set(part, countsOf(cut));
        job.update(undefined, part.path);
        return cut;
      };
      return interactionsFile(part.path, data, { signal: io.signal, userOf: numbers?.userOf, itemOf: numbers?.itemOf });
    });
    if (number !== undefined && numbers !== undefined) files.push(tableFile(number, () => numbers.table, { signal: io.signal }));
    const sizes = await writeTogether(files, io.signal).finally(() => job.end());

    const written = parts.map((part, p) => ({
      part: part.name,
      fold: part.fold,
      file: part.path,
      ...(counts.get(part) as Counts),
      bytes: sizes[p],
    }));
    const scale = kept.ratingScale;
    const next = nextLine(
      parts,
      scale,
      written.some(({ part }) => part === 'told'),
    );
    if (io.json) return io.output.json({ file: report.file, seed, steps, split: split?.name, parts: written, ids: number, scale, next });
    const { output } = io;
    const columns = [
      right<Counts>('users', ({ users }) => whole(users)),
      right<Counts>('items', ({ items }) => whole(items)),
      right<Counts>('rows', ({ rows }) => whole(rows)),
    ];
    output.print(table(output, steps, [left('step', ({ step }) => step), ...columns, right('left out', (_, s) => leftOut(steps, s))]));
    const labelled = written.map((row) => ({ ...row, label: row.fold === undefined ? row.part : `${row.part} ${row.fold}` }));
    const parted = table(output, labelled, [
      left('part', ({ label }) => label),
      ...columns,
      left('file', ({ file, bytes: size }) => `${file}, ${bytes(size)}`),
    ]);
    output.print(`\n${split === undefined ? '' : `split ${split.name}, seed ${seed}\n`}${parted}`);
    if (split !== undefined && split.folds.length === 1) printMissing(kept, written, io);
    if (number !== undefined) output.print(`ids of the numbers: ${number}`);
    if (next !== undefined) output.print(`\nnext: ${next}`);
  },
};

/** How long a stopped run may take to put its files away. */
const stopMs = 900;

const leftOut = (steps: readonly Counts[], s: number): string => (s === 0 ? '' : whole(steps[s - 1].rows - steps[s].rows));

/** Rows that are in no part, and people and items of the test part that training does not hold. */
function printMissing(kept: Interactions, written: readonly (Counts & { readonly part: string })[], { output }: Io): void {
  const of = (name: string): Counts => written.find(({ part }) => part === name) ?? { users: 0, items: 0, rows: 0 };
  const [train, test, told] = [of('train'), of('test'), of('told')];
  const rows = kept.size - train.rows - test.rows;
  if (rows > 0 && told.rows === 0) output.print(`${whole(rows)} of the ${whole(kept.size)} rows are in no part`);
  const items = countsOf(kept).items - train.items;
  if (items > 0)
    output.print(`${whole(items)} of the ${whole(countsOf(kept).items)} items are not in the training part: no model can learn of them`);
}

/** The call that judges a model on what was written, where one can. */
function nextLine(parts: readonly WrittenPart[], scale: Interactions['ratingScale'], tells: boolean): string | undefined {
  if (parts[0].name === 'kept' || parts[0].fold !== undefined || tells) return undefined;
  const [train, test] = parts;
  const stated = scale === undefined ? [] : ['--scale', [scale.min, scale.max].map((value) => Number(value.toPrecision(7))).join(',')];
  return commandLine(['evaluate', train.path, '--test', test.path, ...stated]);
}

/** Endings, places and names of all files. */
async function checkPaths(named: readonly (string | undefined)[], inputs: readonly string[]): Promise<void> {
  const { tableFormat } = await import('../../../store/tables/table.ts');
  const { checkWritable } = await import('../../../store/whole-files.ts');
  const outputs = named.filter((path) => path !== undefined);
  for (const [at, path] of outputs.entries()) {
    tableFormat(path);
    await checkWritable(path, inputs);
    if (outputs.slice(0, at).some((other) => resolve(other) === resolve(path)))
      throw new CliError(`prepare: ${path} is named twice; each part needs a file of its own.`);
  }
}
