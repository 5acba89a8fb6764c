/** Whom a list is for: a user of the training data, or a new one by ratings, attributes or friends. */
import type { Attributes, History, Id, IdMap, Model, UserQuery } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import type { Given, Io } from '../../command.ts';
import { parseIds, parseValues } from '../../flags/ids.ts';
import { notAble } from '../../flags/model-file.ts';

/** Flags that tell of a new user. */
export const newUserFlags = ['ratings', 'session', 'features', 'friends'] as const;

/** @throws CliError for a user whom the model does not know, and for what says nothing to it */
export async function userQuery(model: Model, given: Given, io: Io): Promise<UserQuery> {
  const text = given.text('user');
  if (given.on('visitor')) return { ratings: [] };
  if (text === undefined) {
    if (given.text('ratings') !== undefined && given.text('session') !== undefined)
      throw new CliError('recommend: give --session (in order) or --ratings, not both.');
    const ratings = (await ratingsOf(model, given, io)) ?? (await sessionOf(model, given, io)) ?? [];
    return { ratings, features: await featuresOf(model, given), friends: await friendsOf(model, given, io) };
  }
  const user = model.users.find(text);
  if (user === undefined) {
    const { nearHint } = await import('../../../data/read/near-ids.ts');
    const hint = nearHint(model.users, [text]);
    throw new CliError(`user ${text} is not in the model${hint}; for someone new say what they like: --ratings "item=5,item=3".`);
  }
  return user;
}

/** Ids that the map knows, and texts that it does not. */
export function knownIds(map: IdMap, texts: readonly string[]): { readonly ids: readonly Id[]; readonly unknown: readonly string[] } {
  const found = texts.map((text) => map.find(text));
  return { ids: found.filter((id) => id !== undefined), unknown: texts.filter((_, at) => found[at] === undefined) };
}

async function ratingsOf(model: Model, given: Given, { progress }: Io): Promise<History | undefined> {
  const text = given.text('ratings');
  if (text === undefined) return undefined;
  const rated = new Map(parseValues('--ratings', text));
  const { ids, unknown } = knownIds(model.items, [...rated.keys()]);
  if (ids.length === 0) throw new CliError(`--ratings: the model knows none of these items: ${unknown.join(', ')}.`);
  if (unknown.length > 0) progress.note(`unknown items, left out: ${unknown.join(', ')}`);
  const { readModelFileAbout } = await import('../../../store/model-files.ts');
  const { data } = await readModelFileAbout(given.argument(0) as string);
  const known = ids.map((item) => ({ item, value: rated.get(String(item)) }));
  const { history, notes } = (await import('../../../workflow/likes.ts')).likesOf(known, data);
  progress.note(...notes);
  return history;
}

/** What someone met, the oldest first; an item may come again. */
async function sessionOf(model: Model, given: Given, { progress }: Io): Promise<History | undefined> {
  const text = given.text('session');
  if (text === undefined) return undefined;
  const { ids, unknown } = knownIds(model.items, parseIds('--session', text));
  if (ids.length === 0) {
    const { nearHint } = await import('../../../data/read/near-ids.ts');
    throw new CliError(`--session: the model knows none of these items: ${unknown.join(', ')}${nearHint(model.items, unknown)}.`);
  }
  if (unknown.length > 0) progress.note(`unknown items, left out: ${unknown.join(', ')}`);
  const { modelEntry } = await import('@likewise/core');
  if (!modelEntry(model.name).ordered)
    progress.note(`${model.name} takes no heed of the order of a session; a model that does: ${(await orderedModels()).join(', ')}`);
  return ids.map((item) => ({ item }));
}

async function orderedModels(): Promise<string[]> {
  const { modelCatalog } = await import('@likewise/core');
  return modelCatalog.filter(({ ordered }) => ordered).map(({ name }) => name);
}

/** Levels joined by +, as in likes=tea+jam; numbers are numbers. */
async function featuresOf(model: Model, given: Given): Promise<Attributes | undefined> {
  const text = given.text('features');
  if (text === undefined) return undefined;
  const { can } = await import('@likewise/core');
  if (!can(model, 'by-features')) throw await notAble(`--features: ${model.name} knows nothing of attributes`, 'by-features');
  const features: Record<string, string | number | string[]> = {};
  for (const part of parseIds('--features', text)) {
    const equals = part.indexOf('=');
    if (equals < 1 || equals === part.length - 1) throw new CliError(`--features: write attribute=value; got "${part}".`);
    const [name, value] = [part.slice(0, equals), part.slice(equals + 1)];
    if (Object.hasOwn(features, name)) throw new CliError(`--features: "${name}" is given twice; join several levels by +.`);
    features[name] = Number.isFinite(Number(value)) ? Number(value) : value.includes('+') ? value.split('+') : value;
  }
  return features;
}

async function friendsOf(model: Model, given: Given, { progress }: Io): Promise<readonly Id[] | undefined> {
  const text = given.text('friends');
  if (text === undefined) return undefined;
  const { can } = await import('@likewise/core');
  if (!can(model, 'by-friends')) throw await notAble(`--friends: ${model.name} knows nothing of friends`, 'by-friends');
  const { ids, unknown } = knownIds(model.users, parseIds('--friends', text));
  if (unknown.length > 0) progress.note(`unknown friends, left out: ${unknown.join(', ')}`);
  return ids;
}
