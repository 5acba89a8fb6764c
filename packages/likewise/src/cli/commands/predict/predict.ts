/** `likewise predict`: the rating that one user would give to one item, and to what they rated; and of all users for all items. */
import type { Id, RatingPredictor } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { csvLine } from '../../../words/csv.ts';
import { type Command, type Given, type Io, jsonFlag } from '../../command.ts';
import { readTitles, titlesFlag } from '../../flags/files.ts';
import { notInModel } from '../../flags/ids.ts';
import { contextFlag, contextValues, modelArgument, notAble, openModel } from '../../flags/model-file.ts';
import { layoutFlags, readRatings } from '../../flags/ratings.ts';
import { blockWriter } from '../../print/long-results.ts';
import { flexible, left, right, table, visible } from '../../print/table.ts';
import { predictRows } from './predict-rows.ts';

export const predict: Command = {
  name: 'predict',
  summary: 'the rating that one person would give to one item',
  arguments: { ...modelArgument },
  flags: {
    '--user <id>': 'a person of the training data',
    '--item <id>': 'an item of the training data',
    '--compare <ratings>': 'original against predicted: the ratings that the person gave in this file',
    ...titlesFlag,
    '--test <ratings>': 'every pair of this file, as CSV: user, item, rating where it has one, prediction (empty where there is none)',
    '--all': 'everyone for everything, as CSV: a line a person, a column an item',
    ...layoutFlags,
    ...contextFlag,
    ...jsonFlag,
  },
  examples: [
    'likewise predict model.safetensors --user 1 --item 260',
    'likewise predict model.safetensors --user 1 --compare ratings.csv --titles movies.csv',
    'likewise predict model.safetensors --test held-out.csv > predictions.csv',
    'likewise predict model.safetensors --all > predictions.csv',
  ],
  async run(given, io) {
    const chosen = ['item', 'compare', 'test', 'all'].filter((name) => given.text(name) !== undefined || given.on(name));
    const [userText, itemText, compared] = [given.text('user'), given.text('item'), given.text('compare')];
    if (chosen.length !== 1 || (chosen[0] === 'all' || chosen[0] === 'test') === (userText !== undefined))
      throw new CliError('predict: say what: --user <id> --item <id>, --user <id> --compare <ratings>, --test <ratings>, or --all.');
    if (given.text('context') !== undefined && chosen[0] !== 'item')
      throw new CliError(
        'predict: --context goes with --user and --item; --test asks each row under its own, the other forms are on average.',
      );
    const { can } = await import('@likewise/core');
    const model = await openModel(given.argument(0));
    if (!can(model, 'predict')) throw await notAble(`${model.name} ranks items but predicts no ratings`, 'predict');
    if (chosen[0] === 'test') return predictRows(model, given, io);
    if (userText === undefined) return predictAll(model, io);
    const user = model.users.find(userText);
    if (user === undefined) throw await notInModel('user', userText, model.users);
    if (compared !== undefined) return compareWithGiven(model, user, compared, given, io);
    const item = model.items.find(itemText as string);
    if (item === undefined) throw await notInModel('item', itemText as string, model.items);
    const context = await contextValues(model, given.text('context'), io);
    const prediction = can(model, 'context') ? model.predict(user, item, context) : model.predict(user, item);
    if (prediction === undefined) throw new CliError(`${model.name} has no prediction for user ${userText} and item ${itemText}.`);
    const interval = can(model, 'uncertain') ? model.predictInterval(user, item, undefined, context) : undefined;
    const title = (await readTitles(given, io, model.items))?.(item);
    if (io.json) return io.output.json({ user: userText, item: itemText, title, prediction, interval });
    const range = interval === undefined ? '' : `  (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
    io.output.print(`${prediction.toFixed(4)}${range}${title === undefined ? '' : `  ${visible(title)}`}`);
  },
};

/** Original against predicted: every rating of `user` in the file, in the order of the file's items, and the error over them. */
async function compareWithGiven(model: RatingPredictor, user: Id, path: string, given: Given, io: Io): Promise<void> {
  const { interactions } = await readRatings(path, given, io, { part: true });
  const { users, items, userItems, ratingScale } = interactions;
  if (ratingScale === undefined) throw new CliError(`--compare ${path}: the file holds no ratings.`);
  const name = String(user);
  const u = users.indexOf(user);
  if (u === undefined) throw new CliError(`--compare ${path}: user ${name} gave no ratings there.`);
  const titles = await readTitles(given, io, model.items);
  const { rowIndexes, rowValues } = await import('@likewise/core');
  const ratings = rowValues(userItems, u);
  const rows = Array.from(rowIndexes(userItems, u), (itemIndex, e) => {
    const text = String(items.ids[itemIndex]);
    const item = model.items.find(text);
    const predicted = item === undefined ? undefined : model.predict(user, item);
    return { item: text, title: titles?.(item ?? text), given: ratings[e], predicted };
  });
  const squares = rows.flatMap((row) => (row.predicted === undefined ? [] : [(row.predicted - row.given) ** 2]));
  const predictions = squares.length;
  const rmse = predictions === 0 ? undefined : Math.sqrt(squares.reduce((sum, square) => sum + square) / predictions);
  if (io.json) return io.output.json({ user: name, rmse, items: rows });
  io.output.print(
    table(io.output, rows, [
      right('given', (row) => String(row.given)),
      right('predicted', ({ predicted }) => predicted?.toFixed(2) ?? '–'),
      left('item', ({ item }) => item),
      titles && flexible('title', ({ title }) => title ?? ''),
    ]),
  );
  if (rmse !== undefined) io.output.print(`\nRMSE ${rmse.toFixed(4)} over ${predictions} of ${rows.length} ratings`);
}

/** CSV, one line a user and one column an item, what cannot be predicted left empty. */
async function predictAll(model: RatingPredictor, io: Io): Promise<void> {
  if (io.json) throw new CliError('predict: --all writes CSV; leave --json out.');
  const [users, items] = [model.users.ids, model.items.ids];
  const job = io.progress.job('predicting');
  let done = 0;
  const write = blockWriter(io, () => job.update(done / users.length, `${done} of ${users.length} people`));
  await write(csvLine(['user', ...items.map(String)]));
  for (const user of users) {
    await write(csvLine([String(user), ...items.map((item) => model.predict(user, item) ?? '')]));
    done++;
  }
  await write('', true);
  job.end();
}
