/** A model is its state: written, read, cloned, it answers the same. */
import { expect, test } from 'vitest';
import { IdMap } from '../../src/data/id-map.ts';
import type { ModelState } from '../../src/models/contract/state.ts';
import { decodeModel, encodeModel } from '../../src/persist/model-file.ts';
import { answersOf } from './answers-of.ts';
import type { AnyModel, Subject } from './subject.ts';

export function persistenceLaws(subject: Subject): void {
  const { entry, train, model } = subject;

  test('saved and loaded it gives the same answers', async () => {
    const fitted = await model();
    const bytes = encodeModel(fitted);
    const loaded = decodeModel(bytes.slice(), [entry]) as AnyModel;
    expect(loaded.name).toBe(entry.name);
    expect(loaded.state.settings).toEqual(fitted.state.settings);
    expect(answersOf(subject, loaded, train.users.ids)).toEqual(answersOf(subject, fitted, train.users.ids));
    expect(encodeModel(loaded), 'saved again').toEqual(bytes);
  });

  test('its settings are those of the estimator', async () => {
    const fitted = await model();
    expect(fitted.state.settings).toEqual({ ...entry.create(subject.options.settings).settings });
  });

  test('its state is plain data that survives structuredClone', async () => {
    const fitted = await model();
    const clone = structuredClone(plain(fitted.state));
    const revived = Object.fromEntries(
      Object.entries(clone).map(([key, value]) => [key, fitted.state[key] instanceof IdMap ? new IdMap(value as []) : value]),
    );
    const restored = entry.restore(revived as unknown as ModelState) as AnyModel;
    expect(answersOf(subject, restored)).toEqual(answersOf(subject, fitted));
  });
}

/** The state with its id maps as arrays: everything else must be cloneable as it is. */
function plain(state: ModelState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, value instanceof IdMap ? value.ids : value]));
}
