/** `likewise predict --test`: a prediction for every pair of a file, as CSV for tools of one's own. */
import type { Id, RatingPredictor } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { csvLine } from '../../../words/csv.ts';
import { counted, whole } from '../../../words/numbers.ts';
import type { Given, Io } from '../../command.ts';
import { readTitles } from '../../flags/files.ts';
import { readRatings } from '../../flags/ratings.ts';
import { blockWriter } from '../../print/long-results.ts';

/** Above this share without a prediction the count is told loudly. */
const many = 0.1;

/**
 * One line a pair, by user and item; a pair that cannot be predicted has an empty cell and is counted on stderr by its reason. A model that
 * knows contexts is told those of the row.
 */
export async function predictRows(model: RatingPredictor, given: Given, io: Io): Promise<void> {
  if (io.json) throw new CliError('predict: --test writes CSV; leave --json out.');
  const { can } = await import('@likewise/core');
  const { interactions } = await readRatings(given.text('test') as string, given, io, { part: true });
  const titles = await readTitles(given, io, model.items);
  const { users, items, userItems, hasRatings, size } = interactions;
  const itemIds = items.ids.map((item) => model.items.find(String(item)));
  const missing = { 'user unknown': 0, 'item unknown': 0, 'both unknown': 0, 'both known, and still nothing to go by': 0 };
  let [squares, done] = [0, 0];
  const job = io.progress.job('predicting');
  const write = blockWriter(io, () => job.update(done / size, `${done} of ${size} pairs`));
  await write(csvLine(['user', 'item', ...(titles === undefined ? [] : ['title']), ...(hasRatings ? ['rating'] : []), 'prediction']));
  // A model may have a word for one whom it knows about another whom it does not: it is asked about all.
  const predicted = (user: Id, item: Id, entry: number): number | undefined =>
    can(model, 'context') ? model.predict(user, item, model.contextAt(interactions, entry)) : model.predict(user, item);
  for (const [u, id] of users.ids.entries()) {
    const user = model.users.find(String(id));
    for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++) {
      const i = userItems.indexes[e];
      const [item, rating] = [itemIds[i], userItems.values[e]];
      const prediction = predicted(user ?? id, item ?? items.ids[i], e);
      if (prediction !== undefined) squares += (prediction - rating) ** 2;
      else if (user === undefined) missing[item === undefined ? 'both unknown' : 'user unknown']++;
      else missing[item === undefined ? 'item unknown' : 'both known, and still nothing to go by']++;
      done++;
      const title = titles === undefined ? [] : [titles(items.ids[i]) ?? ''];
      const wait = write(csvLine([String(id), String(items.ids[i]), ...title, ...(hasRatings ? [rating] : []), prediction ?? '']));
      if (wait !== undefined) await wait;
    }
  }
  await write('', true);
  job.end();
  const why = Object.entries(missing).filter(([, count]) => count > 0);
  const without = why.reduce((sum, [, count]) => sum + count, 0);
  const reasons = why.map(([reason, count]) => `${whole(count)} ${reason}`).join(', ');
  if (without > 0)
    io.progress.note(
      `${without / size > many ? 'beware: ' : ''}no prediction for ${whole(without)} of ${counted(size, 'pair')} (${reasons})`,
    );
  const known = size - without;
  if (hasRatings && known > 0) io.progress.note(`RMSE ${Math.sqrt(squares / known).toFixed(4)} over ${counted(known, 'predicted pair')}`);
}
