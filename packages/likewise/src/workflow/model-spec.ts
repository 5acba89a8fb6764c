/** Models as text: `name:opt=v,opt=v`. */
import { type Ability, type Estimator, LikewiseError, type ModelText, modelCatalog, parseModelText } from '@likewise/core';
import { unknownModel } from './other-names.ts';

/** A model to train. @throws LikewiseError as `parseModelText` */
export function parseModel(text: string): ModelText {
  if (/\.safetensors$|^[^:]*[\\/]/.test(text))
    throw new LikewiseError(
      'unknown-model',
      `"${text}" is the path of a file; a model to train is written name:opt=v, such as svd:factors=50. A fitted one is the first argument of recommend, predict, similar and serve.`,
      { model: text },
    );
  try {
    return parseModelText(modelCatalog, text);
  } catch (error) {
    // Names of the members of a blend are told by the blend.
    const name = text.split(':', 1)[0];
    if (error instanceof LikewiseError && error.code === 'unknown-model' && error.data['name'] === name) throw unknownModel(name);
    throw error;
  }
}

/** The estimator, with `seed` where the model has one and none was said. */
export function createEstimator({ entry, options }: ModelText, seed?: number): Estimator {
  return entry.create(seed !== undefined && 'seed' in entry.options && !('seed' in options) ? { ...options, seed } : options);
}

/** Names of the models that can be asked for this: what to take where one cannot. */
export const modelsThatCan = (ability: Ability): readonly string[] =>
  modelCatalog.filter(({ abilities }) => abilities.includes(ability)).map(({ name }) => name);
