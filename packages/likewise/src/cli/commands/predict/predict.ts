/** `likewise predict`: the rating that one user would give to one item, and to what they rated, and everyone to everything. */
import { CliError } from '../../../words/cli-error.ts';
import { type Command, jsonFlag } from '../../command.ts';
import { contextFlag, contextValues } from '../../flags/context-values.ts';
import { titlesFlag } from '../../flags/files.ts';
import { modelArgument, notAble, openModel } from '../../flags/model-file.ts';
import { layoutFlags } from '../../flags/ratings.ts';

export const predict: Command = {
  name: 'predict',
  summary: 'the rating that one person would give to one item',
  arguments: { ...modelArgument },
  flags: {
    '--user <id>': 'a person of the training data',
    '--item <id>': 'an item of the training data',
    '--compare <ratings>': 'original against predicted: the ratings that the person gave in this file',
    ...titlesFlag,
    '--all': 'everyone for everything, as CSV: a line a person, a column an item',
    ...layoutFlags,
    ...contextFlag,
    ...jsonFlag,
  },
  examples: [
    'likewise predict model.safetensors --user 1 --item 260',
    'likewise predict model.safetensors --user 1 --compare ratings.csv --titles movies.csv',
    'likewise predict model.safetensors --all > predictions.csv',
  ],
  async run(given, io) {
    const chosen = ['item', 'compare', 'all'].filter((name) => given.text(name) !== undefined || given.on(name));
    const [userText, itemText, compared] = [given.text('user'), given.text('item'), given.text('compare')];
    if (chosen.length !== 1 || (chosen[0] === 'all') === (userText !== undefined))
      throw new CliError('predict: say what: --user <id> --item <id>, --user <id> --compare <ratings>, or --all.');
    if (given.text('context') !== undefined && chosen[0] !== 'item')
      throw new CliError('predict: --context goes with --user and --item; the other forms are on average over contexts.');
    const { can } = await import('@likewise/core');
    const model = await openModel(given.argument(0));
    if (!can(model, 'predict')) throw await notAble(`${model.name} ranks items but predicts no ratings`, 'predict');
    const { compareWithGiven, predictAll } = await import('./predictions.ts');
    if (userText === undefined) return predictAll(model, io);
    const user = model.users.find(userText);
    if (user === undefined) throw new CliError(`user ${userText} is not in the model; nothing is known about them.`);
    if (compared !== undefined) return compareWithGiven(model, user, compared, given, io);
    const item = model.items.find(itemText as string);
    if (item === undefined) throw new CliError(`item ${itemText} is not in the model; nothing is known about it.`);
    const context = await contextValues(model, given.text('context'), io);
    const prediction = can(model, 'context') ? model.predict(user, item, context) : model.predict(user, item);
    if (prediction === undefined) throw new CliError(`${model.name} has no prediction for user ${userText} and item ${itemText}.`);
    const interval = can(model, 'uncertain') ? model.predictInterval(user, item, undefined, context) : undefined;
    if (io.json) return io.output.json({ user: userText, item: itemText, prediction, interval });
    const range = interval === undefined ? '' : `  (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
    io.output.print(`${prediction.toFixed(4)}${range}`);
  },
};
