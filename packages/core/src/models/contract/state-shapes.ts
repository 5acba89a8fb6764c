/** Checks of a saved state before a model trusts it: the file format knows that tensors are whole, not that they fit each other. */
import { LikewiseError } from '../../errors.ts';
import type { ModelState } from './state.ts';

/** [rows, columns] of a matrix, [length] of numbers. */
export type Shape = readonly [rows: number | undefined, columns?: number | undefined];

/** Names may go into a part: `seen.values`. @throws LikewiseError `invalid-state` for the first part of another shape. */
export function checkStateShapes(model: string, state: ModelState, shapes: Readonly<Record<string, Shape>>): void {
  for (const [name, [rows, columns]] of Object.entries(shapes)) {
    const [haveRows, haveColumns] = shapeOf(
      name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], state),
    );
    if (haveRows === rows && haveColumns === columns) continue;
    throw new LikewiseError(
      'invalid-state',
      `${model}: ${name} must be ${asText(rows, columns)}; got ${asText(haveRows, haveColumns)}. The model file is damaged.`,
      { name },
    );
  }
}

const asText = (rows: number | undefined, columns: number | undefined): string =>
  rows === undefined ? 'none' : columns === undefined ? `${rows} numbers` : `${rows} × ${columns}`;

function shapeOf(part: unknown): readonly [rows: number | undefined, columns: number | undefined] {
  if (typeof part !== 'object' || part === null) return [undefined, undefined];
  const { rows, columns, length } = part as { rows?: number; columns?: number; length?: number };
  return rows === undefined ? [length, undefined] : [rows, columns];
}
