/** Lists for everyone, streamed: memory does not grow with users × items. */
import { type Recommender, type RecommendManyOptions, recommendMany } from '@likewise/core';
import type { Io } from '../../command.ts';
import type { Titles } from '../../flags/files.ts';
import { blockWriter, csvLine } from '../../print/long-results.ts';

/** CSV lines; one JSON object a line; or, with `--json`, one array of those objects. */
export async function recommendToAll(
  model: Recommender,
  options: RecommendManyOptions,
  titles: Titles | undefined,
  lines: boolean,
  io: Io,
): Promise<void> {
  const job = io.progress.job('recommending');
  const { json } = io;
  const { size: users, ids } = model.users;
  let done = 0;
  let empty = 0;
  const write = blockWriter(io, () => job.update(done / users, `${done} of ${users} people`));
  const csv = (user: string | number, rank: string | number, item: string | number, title: string, score: string | number): string =>
    csvLine([String(user), rank, String(item), ...(titles === undefined ? [] : [title]), score]);
  await write(json ? '[\n' : lines ? '' : csv('user', 'rank', 'item', 'title', 'score'));
  for await (const { user, items = [] } of recommendMany(model, ids, { ...options, signal: io.signal })) {
    if (items.length === 0) empty++;
    if (json || lines) {
      const rows = items.map(({ item, score }) => ({ item: String(item), score, title: titles?.get(item) }));
      await write(`${json && done > 0 ? ',\n' : ''}${JSON.stringify({ user: String(user), items: rows })}${json ? '' : '\n'}`);
    } else await write(items.map(({ item, score }, r) => csv(user, r + 1, item, titles?.get(item) ?? '', score)).join(''));
    done++;
  }
  await write(json ? '\n]\n' : '', true);
  job.end();
  if (empty > 0)
    io.progress.note(`${empty} of ${users} lists are empty: nothing is left for these people, or nothing was learned about them.`);
}
