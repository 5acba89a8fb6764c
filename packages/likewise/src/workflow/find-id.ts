/** Ids as URLs and JSON write them → ids as the model knows them. */
import type { Id, IdMap } from '@likewise/core';

/**
 * The id of the map that `given` names: itself, else its other form ("7" for 7, 7 for "7"); `undefined` when neither is known.
 * Only a number's own spelling counts: "007" never names 7, and digits beyond 2^53 name a string only.
 */
export function findId(ids: IdMap, given: Id): Id | undefined {
  if (ids.indexOf(given) !== undefined) return given;
  const other = otherForm(given);
  return other !== undefined && ids.indexOf(other) !== undefined ? other : undefined;
}

/** The value of a map under an id or its other form. */
export function lookUp<T>(map: ReadonlyMap<Id, T>, given: Id): { readonly id: Id; readonly value: T } | undefined {
  for (const id of [given, otherForm(given)]) {
    const value = id === undefined ? undefined : map.get(id);
    if (id !== undefined && value !== undefined) return { id, value };
  }
  return undefined;
}

function otherForm(given: Id): Id | undefined {
  if (typeof given === 'number') return String(given);
  const value = Number(given);
  return given !== '' && String(value) === given && Number.isFinite(value) ? value : undefined;
}
