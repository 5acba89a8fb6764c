/** Checks of a saved state before a model trusts it: the file format knows that tensors are whole, not that they fit each other. */
import { LikewiseError } from '../../errors.ts';

type Shape = { readonly rows: number; readonly columns: number };
type Part = Shape | ArrayLike<number> | undefined;

/** @throws LikewiseError `invalid-state` for the first part that is not [rows × columns], or [rows] where columns is `undefined`. */
export function checkShapes(
  model: string,
  parts: readonly (readonly [name: string, part: Part, rows: number, columns: number | undefined])[],
): void {
  for (const [name, part, rows, columns] of parts) {
    const [haveRows, haveColumns] = shapeOf(part);
    if (haveRows === rows && haveColumns === columns) continue;
    const asText = (r: number | undefined, c: number | undefined): string =>
      r === undefined ? 'none' : c === undefined ? `${r} numbers` : `${r} × ${c}`;
    throw new LikewiseError(
      'invalid-state',
      `${model}: ${name} must be ${asText(rows, columns)}; got ${asText(haveRows, haveColumns)}. The model file is damaged.`,
      { name },
    );
  }
}

function shapeOf(part: Part): readonly [rows: number | undefined, columns: number | undefined] {
  if (part === undefined || part === null) return [undefined, undefined];
  return 'rows' in part ? [part.rows, part.columns] : [part.length, undefined];
}
