/** A model as bytes that threads share: each reads the model from them, and its arrays exist once. */
import { decodeModel, encodeModel, type Model, modelCatalog } from '@likewise/core';

/** A copy of these bytes in memory that threads share. */
function sharedBytes(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** `undefined` for a model that is not of the catalog: no thread could read it. */
export function bytesOf(model: Model): Uint8Array | undefined {
  return modelCatalog.some(({ name }) => name === model.name) ? sharedBytes(encodeModel(model)) : undefined;
}

/** The same model, its arrays in memory that threads share; as it is where it is not of the catalog. */
export function sharedModel<M extends Model>(model: M): { readonly model: M; readonly bytes: Uint8Array | undefined } {
  const bytes = bytesOf(model);
  return { model: bytes === undefined ? model : (modelOf(bytes) as M), bytes };
}

/** The model of a file's bytes. @throws LikewiseError as `decodeModel` */
export const modelOf = (bytes: Uint8Array): Model => decodeModel(bytes, modelCatalog);
