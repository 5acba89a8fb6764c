/** Lists for everyone, streamed: memory does not grow with users × items. */
import { type Recommender, type RecommendManyOptions, recommendMany } from '@likewise/core';
import type { Io } from '../../command.ts';
import type { Titles } from '../../flags/files.ts';
import { BlockWriter, csvLine } from '../../print/long-results.ts';

/** CSV lines; one JSON object a line; or, with `--json`, one array of those objects. */
export async function recommendToAll(
  model: Recommender,
  options: RecommendManyOptions,
  titles: Titles | undefined,
  lines: boolean,
  io: Io,
): Promise<void> {
  const job = io.progress.job('recommending');
  const { size: users, ids } = model.users;
  let done = 0;
  let empty = 0;
  const writer = new BlockWriter(io, () => job.update(done / users, `${done} of ${users} people`));
  await writer.add(io.json ? '[\n' : lines ? '' : csvLine(['user', 'rank', 'item', ...(titles === undefined ? [] : ['title']), 'score']));
  for await (const { user, items = [] } of recommendMany(model, ids, { ...options, signal: io.signal })) {
    if (items.length === 0) empty++;
    if (io.json || lines) {
      const rows = items.map(({ item, score }) => ({ item: String(item), score, title: titles?.get(item) }));
      await writer.add(`${io.json && done > 0 ? ',\n' : ''}${JSON.stringify({ user: String(user), items: rows })}${io.json ? '' : '\n'}`);
    } else {
      const rows = items.map(({ item, score }, r) => {
        const title = titles === undefined ? [] : [titles.get(item) ?? ''];
        return csvLine([String(user), r + 1, String(item), ...title, score]);
      });
      await writer.add(rows.join(''));
    }
    done++;
  }
  if (io.json) await writer.add('\n]\n');
  await writer.end();
  job.end();
  if (empty > 0)
    io.progress.note(`${empty} of ${users} lists are empty: nothing is left for these people, or nothing was learned about them.`);
}
