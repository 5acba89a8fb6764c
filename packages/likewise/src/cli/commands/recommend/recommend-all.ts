/** Lists for everyone, streamed: memory does not grow with users × items. */
import type { Recommender } from '@likewise/core';
import { type RecommendManyOptions, recommendMany } from '@likewise/core';
import { yieldToEventLoop } from '../../../workflow/yield-to-event-loop.ts';
import type { Io } from '../../command.ts';
import type { Titles } from '../../flags/titles.ts';

/** Written at once; a write a line would cost more than the lists. */
const blockCharacters = 1 << 16;

/** CSV lines; one JSON object a line; or, with `--json`, one array of those objects. */
export async function recommendToAll(
  model: Recommender,
  options: RecommendManyOptions,
  titles: Titles | undefined,
  lines: boolean,
  { json, output, progress, signal }: Io,
): Promise<void> {
  const job = progress.job('recommending');
  const users = model.users.size;
  let block = json ? '[\n' : lines ? '' : `user,rank,item,${titles === undefined ? '' : 'title,'}score\n`;
  const yieldNow = yieldToEventLoop();
  let done = 0;
  let empty = 0;
  for await (const { user, items = [] } of recommendMany(model, model.users.ids, { ...options, signal })) {
    if (items.length === 0) empty++;
    if (json || lines) {
      const rows = items.map(({ item, score }) => ({ item: String(item), score, title: titles?.get(item) }));
      block += `${json && done > 0 ? ',\n' : ''}${JSON.stringify({ user: String(user), items: rows })}${json ? '' : '\n'}`;
    } else {
      const who = csvField(String(user));
      items.forEach(({ item, score }, r) => {
        const title = titles === undefined ? '' : `${csvField(titles.get(item) ?? '')},`;
        block += `${who},${r + 1},${csvField(String(item))},${title}${score}\n`;
      });
    }
    done++;
    await yieldNow();
    signal.throwIfAborted();
    if (block.length < blockCharacters) continue;
    await output.write(block);
    block = '';
    job.update(done / users, `${done} of ${users} people`);
  }
  await output.write(block + (json ? '\n]\n' : ''));
  job.end();
  if (empty > 0)
    progress.note(`${empty} of ${users} lists are empty: nothing is left for these people, or nothing was learned about them.`);
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
