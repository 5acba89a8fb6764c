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
  const { modelCatalog } = await import('@likewise/core');
  const able = modelCatalog.filter(({ abilities }) => abilities.includes(ability)).map(({ name }) => name);
  return new CliError(`${refusal}; a model that does: ${able.join(', ')}.`);
}
