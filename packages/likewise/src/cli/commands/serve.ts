/** `likewise serve`: answers over HTTP from a model file. */
import type { Recommender } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import type { Command } from '../command.ts';
import { readItemRecords } from '../flags/titles.ts';
import { addressFlags, addressOf, serveUntilStopped } from '../serve-until-stopped.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'answer over HTTP from a model file',
  arguments: [],
  flags: [
    { flags: '--model <file>', meaning: 'a model file written by likewise fit', required: true },
    { flags: '--items <file>', meaning: 'titles and categories of the items' },
    ...addressFlags,
  ],
  examples: ['likewise serve --model films.safetensors --items movies.csv --port 4090'],
  async run(given, io) {
    addressOf(given);
    const path = given.text('model') as string;
    const { readModelFile, readModelFileAbout } = await import('../../store/model-files.ts');
    const model = await readModelFile(path);
    const { data: origin } = await readModelFileAbout(path);
    if (typeof (model as Partial<Recommender>).recommend !== 'function') throw new CliError(`${path}: ${model.name} does not recommend.`);
    const items = await readItemRecords(given.text('items'), io);
    const { fallbackOf } = await import('../../workflow/fallback.ts');
    const fallback = await fallbackOf(model as Recommender, origin);
    const info = { data: { source: path, users: model.users.size, items: model.items.size } };
    await serveUntilStopped({ model: model as Recommender, fallback, items, info, origin }, given, io);
  },
};
