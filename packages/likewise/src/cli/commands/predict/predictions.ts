/** Many predictions at once: beside the ratings that someone gave, and of everyone for everything. */
import type { Id, RatingPredictor } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import type { Given, Io } from '../../command.ts';
import { readTitles } from '../../flags/files.ts';
import { readRatings } from '../../flags/ratings.ts';
import { blockWriter, csvLine } from '../../print/long-results.ts';
import { flexible, left, right, table } from '../../print/table.ts';

/** Original against predicted: every rating of `user` in the file, in the order of the file's items, and the error over them. */
export async function compareWithGiven(model: RatingPredictor, user: Id, path: string, given: Given, io: Io): Promise<void> {
  const { interactions } = await readRatings(path, given, io);
  const { users, items, userItems, ratingScale } = interactions;
  if (ratingScale === undefined) throw new CliError(`--compare ${path}: the file holds no ratings.`);
  const name = String(user);
  const u = users.indexOf(user);
  if (u === undefined) throw new CliError(`--compare ${path}: user ${name} gave no ratings there.`);
  const titles = await readTitles(given, io);
  const rows: { item: string; title: string | undefined; given: number; predicted: number | undefined }[] = [];
  let squares = 0;
  let predictions = 0;
  for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++) {
    const text = String(items.ids[userItems.indexes[e]]);
    const item = model.items.find(text);
    const predicted = item === undefined ? undefined : model.predict(user, item);
    rows.push({ item: text, title: titles?.get(item ?? text), given: userItems.values[e], predicted });
    if (predicted === undefined) continue;
    predictions++;
    squares += (predicted - userItems.values[e]) ** 2;
  }
  const rmse = predictions === 0 ? undefined : Math.sqrt(squares / predictions);
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
export async function predictAll(model: RatingPredictor, io: Io): Promise<void> {
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
