/** `--training`: the file that a model was trained on, for what the model does not keep of it. */
import type { Model } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import { counted } from '../../words/numbers.ts';
import type { ItemStanding } from '../../workflow/item-standing.ts';
import type { Flags, Given, Io } from '../command.ts';
import { readingJob } from './files.ts';

export const trainingFlag: Flags = {
  '--training <file>': 'the ratings that it was trained on: for their mean, where the model does not keep it',
};

/** By that file; without one by what the model keeps, which may be counts alone. @throws CliError for a file that knows none of the items */
export async function readStanding(model: Model, given: Given, io: Io): Promise<ItemStanding> {
  const { standingIn, standingOf } = await import('../../workflow/item-standing.ts');
  const path = given.text('training');
  if (path === undefined) {
    const { readModelFileAbout } = await import('../../store/model-files.ts');
    return standingOf(model, (await readModelFileAbout(given.argument(0) as string)).data);
  }
  const { readInteractions } = await import('../../data/read/interactions.ts');
  const job = readingJob(path, io);
  const { interactions, report } = await readInteractions(path, { signal: io.signal }).finally(() => job.end());
  io.progress.note(...report.messages);
  const found = standingIn(interactions, model);
  const known = found.counts.filter((count) => count > 0).length;
  if (known === 0)
    throw new CliError(
      `--training ${path}: none of its ${counted(interactions.items.size, 'item')} is in the model; is it the file that it was trained on?`,
    );
  if (known < model.items.size) io.progress.note(`--training ${path}: ${known} of the ${model.items.size} items of the model are in it`);
  return found;
}
