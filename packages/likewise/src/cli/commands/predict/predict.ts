/** `likewise predict`: the rating that one person would give to one item, and to what they rated, and everyone to everything. */
import type { RatingPredictor, Uncertain } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import { isContextual } from '../../../workflow/context.ts';
import { findId } from '../../../workflow/find-id.ts';
import type { Command } from '../../command.ts';
import { contextFlag, contextValues } from '../../flags/context-values.ts';
import { jsonFlag } from '../../flags/json-flag.ts';
import { openModel } from '../../flags/open-model.ts';
import { layoutFlags } from '../../flags/ratings-file.ts';
import { titlesFlag } from '../../flags/titles.ts';

export const predict: Command = {
  name: 'predict',
  summary: 'the rating that one person would give to one item',
  arguments: [{ name: '<model>', meaning: 'a model file written by likewise fit' }],
  flags: [
    { flags: '--user <id>', meaning: 'a person of the training data' },
    { flags: '--item <id>', meaning: 'an item of the training data' },
    { flags: '--compare <ratings>', meaning: 'original against predicted: the ratings that the person gave in this file' },
    titlesFlag,
    { flags: '--all', meaning: 'everyone for everything, as CSV: a line a person, a column an item' },
    ...layoutFlags,
    contextFlag,
    jsonFlag,
  ],
  examples: [
    'likewise predict model.safetensors --user 1 --item 260',
    'likewise predict model.safetensors --user 1 --compare ratings.csv --titles movies.csv',
    'likewise predict model.safetensors --all > predictions.csv',
  ],
  async run(given, io) {
    const { json, output } = io;
    const chosen = ['item', 'compare', 'all'].filter((name) => given.text(name) !== undefined || given.on(name));
    if (chosen.length !== 1 || (chosen[0] === 'all') === (given.text('user') !== undefined))
      throw new CliError('predict: say what: --user <id> --item <id>, --user <id> --compare <ratings>, or --all.');
    if (given.text('context') !== undefined && chosen[0] !== 'item')
      throw new CliError('predict: --context goes with --user and --item; the other forms are on average over contexts.');
    const model = await openModel(given.argument(0) as string);
    const [userText, itemText] = [given.text('user') as string, given.text('item') as string];
    if (typeof (model as Partial<RatingPredictor>).predict !== 'function') {
      const { modelCatalog } = await import('@likewise/core');
      const able = modelCatalog.filter(({ abilities }) => abilities.includes('predict')).map(({ name }) => name);
      throw new CliError(`${model.name} ranks items but predicts no ratings; a model that does: ${able.join(', ')}.`);
    }
    const { compareWithGiven, predictAll } = await import('./predictions.ts');
    if (given.on('all')) return predictAll(model as RatingPredictor, io);
    const user = findId(model.users, userText);
    if (user === undefined) throw new CliError(`user ${userText} is not in the model; nothing is known about them.`);
    const compared = given.text('compare');
    if (compared !== undefined) return compareWithGiven(model as RatingPredictor, user, compared, given, io);
    const item = findId(model.items, itemText);
    if (item === undefined) throw new CliError(`item ${itemText} is not in the model; nothing is known about it.`);
    const context = contextValues(model, given.text('context'), io);
    const prediction = isContextual(model) ? model.predict(user, item, context) : (model as RatingPredictor).predict(user, item);
    if (prediction === undefined) throw new CliError(`${model.name} has no prediction for user ${userText} and item ${itemText}.`);
    const interval = (model as Partial<Uncertain>).predictInterval?.(user, item, undefined, context);
    if (json) output.json({ user: userText, item: itemText, prediction, interval });
    else
      output.print(
        `${prediction.toFixed(4)}${interval === undefined ? '' : `  (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`}`,
      );
  },
};
