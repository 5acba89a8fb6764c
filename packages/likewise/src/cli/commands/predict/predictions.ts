/** Many predictions at once: beside the ratings that someone gave, and of everyone for everything. */
import type { Id, RatingPredictor } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { findId } from '../../../workflow/find-id.ts';
import { yieldToEventLoop } from '../../../workflow/yield-to-event-loop.ts';
import type { Given, Io } from '../../command.ts';
import { readRatings } from '../../flags/ratings-file.ts';
import { readTitles } from '../../flags/titles.ts';
import { type Column, table } from '../../print/table.ts';

/** Written at once; a write a row would cost more than the predictions. */
const blockCharacters = 1 << 16;

/** Original against predicted: every rating of `user` in the file, in the order of the file's items, and the error over them. */
export async function compareWithGiven(model: RatingPredictor, user: Id, path: string, given: Given, io: Io): Promise<void> {
  const { interactions } = await readRatings(path, given, io);
  const { users, items, userItems, ratingScale } = interactions;
  if (ratingScale === undefined) throw new CliError(`--compare ${path}: the file holds no ratings.`);
  const name = String(user);
  const found = findId(users, name);
  const u = found === undefined ? undefined : users.indexOf(found);
  if (u === undefined) throw new CliError(`--compare ${path}: user ${name} gave no ratings there.`);
  const titles = await readTitles(given.text('titles'), io);
  const rows: { item: string; title: string | undefined; given: number; predicted: number | undefined }[] = [];
  let squares = 0;
  let predictions = 0;
  for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++) {
    const text = String(items.ids[userItems.indexes[e]]);
    const item = findId(model.items, text);
    const predicted = item === undefined ? undefined : model.predict(user, item);
    rows.push({ item: text, title: titles?.get(item ?? text), given: userItems.values[e], predicted });
    if (predicted === undefined) continue;
    predictions++;
    squares += (predicted - userItems.values[e]) ** 2;
  }
  const rmse = predictions === 0 ? undefined : Math.sqrt(squares / predictions);
  if (io.json) return io.output.json({ user: name, rmse, items: rows });
  const columns: Column[] = [
    { heading: 'given', align: 'right' },
    { heading: 'predicted', align: 'right' },
    { heading: 'item' },
    ...(titles === undefined ? [] : [{ heading: 'title', flexible: true }]),
  ];
  const cells = rows.map((row) => [
    String(row.given),
    row.predicted?.toFixed(2) ?? '–',
    row.item,
    ...(titles === undefined ? [] : [row.title ?? '']),
  ]);
  io.output.print(table(columns, cells, io.output));
  if (rmse !== undefined) io.output.print(`\nRMSE ${rmse.toFixed(4)} over ${predictions} of ${rows.length} ratings`);
}

/** CSV, one line a person and one column an item, what cannot be predicted left empty. */
export async function predictAll(model: RatingPredictor, { json, output, progress, signal }: Io): Promise<void> {
  if (json) throw new CliError('predict: --all writes CSV; leave --json out.');
  const job = progress.job('predicting');
  const yieldNow = yieldToEventLoop();
  const itemIds = model.items.ids;
  let block = `user,${itemIds.map((id) => csvField(String(id))).join(',')}\n`;
  for (const [u, user] of model.users.ids.entries()) {
    block += `${csvField(String(user))},${itemIds.map((item) => model.predict(user, item) ?? '').join(',')}\n`;
    await yieldNow();
    signal.throwIfAborted();
    if (block.length < blockCharacters) continue;
    await output.write(block);
    block = '';
    job.update(u / model.users.size, `${u} of ${model.users.size} people`);
  }
  await output.write(block);
  job.end();
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
