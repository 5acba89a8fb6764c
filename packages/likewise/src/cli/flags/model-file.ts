/** The model of a file that a command asks, and the context it is asked under. */
import type { Ability, ContextValues, Model } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import type { Arguments, Flags, Io } from '../command.ts';

export const modelArgument: Arguments = { '<model>': 'a model file written by likewise fit' };

/** Core and the file system are loaded only now. */
export async function openModel(path: string | undefined): Promise<Model> {
  const { readModelFile } = await import('../../store/model-files.ts');
  return readModelFile(path as string);
}

/** `refusal`, and which models could. */
export async function notAble(refusal: string, ability: Ability): Promise<CliError> {
  const { modelsThatCan } = await import('../../workflow/model-spec.ts');
  return new CliError(`${refusal}; a model that does: ${modelsThatCan(ability).join(', ')}.`);
}

export const contextFlag: Flags = {
  '--context <values>': 'under which circumstances: "weekday=sunday,weather=rain"; columns that are not given count as on average',
};

/**
 * Columns left open, and levels that training did not have, are told: the average stands for them.
 * @throws CliError for a model without contexts, or text that is no list of column=value
 */
export async function contextValues(model: Model, text: string | undefined, { progress }: Pick<Io, 'progress'>): Promise<ContextValues> {
  if (text === undefined) return {};
  const { can } = await import('@likewise/core');
  if (!can(model, 'context')) throw new CliError(`${model.name} knows no contexts; leave --context out.`);
  const context: Record<string, string> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    if (at < 1) throw new CliError(`--context must be column=value, several joined by commas; got "${part}".`);
    context[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  const open = new Set(model.unknownContext(context));
  for (const [name, value] of Object.entries(context)) {
    if (open.has(name)) progress.note(`--context: training had no ${name}=${value}; the average stands for it.`);
  }
  const left = [...open].filter((name) => context[name] === undefined);
  if (left.length > 0)
    progress.note(`--context: nothing said of ${left.join(', ')}; the average stands for ${left.length === 1 ? 'it' : 'them'}.`);
  return context;
}
