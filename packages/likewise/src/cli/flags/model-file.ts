/** The model of a file that a command is asked with. */
import type { Ability, Model } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';
import type { Arguments } from '../command.ts';

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
