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

/** The model of a file's bytes. @throws LikewiseError as `decodeModel` */
export const modelOf = (bytes: Uint8Array): Model => decodeModel(bytes, modelCatalog);
