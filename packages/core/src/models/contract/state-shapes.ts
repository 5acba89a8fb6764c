/**
 * Checks of a saved state before a model trusts it: the file format knows that tensors are whole, not that they fit each other or mean
 * anything. One place for all models, so that none need doubt its numbers: what passes is finite, shaped and of the kind it is used as.
 */
import { LikewiseError } from '../../errors.ts';
import type { ModelState } from './state.ts';

/**
 * [rows, columns] of a matrix, [length] of numbers, of which `integers` are whole and at least 0, `positive` above 0; or a part that is no array: a number, a
 * rating scale, either a scale or null, or the learning curve.
 */
export type Shape =
  | readonly [rows: number | undefined, columns?: number | undefined, of?: 'integers' | 'positive']
  | 'number'
  | 'scale'
  | 'scale or null'
  | 'curve';

/** What looks at the shapes of a state before a model trusts it. */
export type StateCheck = typeof checkStateShapes;

/** Names may go into a part: `seen.values`. @throws LikewiseError `invalid-state` for the first part of another shape. */
export function checkStateShapes(model: string, state: ModelState, shapes: Readonly<Record<string, Shape>>): void {
  for (const [name, shape] of Object.entries(shapes)) {
    const part = name.split('.').reduce<unknown>((whole, key) => (whole as Record<string, unknown> | undefined)?.[key], state);
    if (typeof shape === 'string') {
      const [isRight, must] = kinds[shape];
      if (!isRight(part)) throw invalidState(model, name, must, JSON.stringify(part) ?? 'none');
      continue;
    }
    const [rows, columns, of] = shape;
    const [haveRows, haveColumns] = shapeOf(part);
    if (haveRows !== rows || haveColumns !== columns) throw invalidState(model, name, asText(rows, columns), asText(haveRows, haveColumns));
    for (const [array, values] of arraysOf(name, part)) {
      if (of === 'positive' && values.findIndex((value) => !(value > 0)) >= 0)
        throw invalidState(model, array, 'above 0', 'one that is not');
      const isWhole = values instanceof Uint32Array || values instanceof Uint8Array;
      const isFloat =
        values instanceof Float32Array || values instanceof Float64Array || (columns === undefined && values instanceof Int32Array);
      // Positions of a sparse part are checked where it is read from the file.
      if (!array.endsWith('.pointers') && !array.endsWith('.indexes') && (of === 'integers' ? !isWhole : !isFloat))
        throw invalidState(model, array, of === 'integers' ? 'whole numbers ≥ 0' : 'numbers with a sign', values.constructor.name);
    }
  }
}

/** Places in lists, one list after the other. @throws LikewiseError `invalid-state` unless pointers rise from 0 to the end and each entry is below `below`. */
export function checkStateLists(
  model: string,
  { pointers, rows }: { readonly pointers: Uint32Array; readonly rows: Uint32Array },
  below: number,
): void {
  const isWhole = pointers[0] === 0 && pointers.at(-1) === rows.length && pointers.every((end, i) => i === 0 || end >= pointers[i - 1]);
  if (!isWhole) throw invalidState(model, 'listPointers', `rising from 0 to ${rows.length}`, 'others');
  if (rows.some((row) => row >= below)) throw invalidState(model, 'listRows', `below ${below}`, 'one that is not');
}

/** Of a part of a state. */
export const invalidState = (model: string, name: string, must: string, got: string): LikewiseError =>
  new LikewiseError('invalid-state', `${model}: ${name} must be ${must}; got ${got}. The model file is damaged.`, { name });

const asText = (rows: number | undefined, columns: number | undefined): string =>
  rows === undefined ? 'none' : columns === undefined ? `${rows} numbers` : `${rows} × ${columns}`;

function isScale(part: unknown): boolean {
  const { min, max } = (part ?? {}) as { readonly min?: unknown; readonly max?: unknown };
  return typeof min === 'number' && typeof max === 'number' && min <= max;
}

function isCurve(part: unknown): boolean {
  const isRecord = (figures: unknown): boolean =>
    typeof figures === 'object' && figures !== null && Object.values(figures).every((value) => typeof value === 'number');
  const isPoint = ({ training, validation, ...rest }: Readonly<Record<string, unknown>>): boolean =>
    isRecord(training) && isRecord(validation) && isRecord(rest) && typeof rest['epoch'] === 'number';
  return Array.isArray(part) && part.every((point) => isPoint(point ?? {}));
}

/** Parts that are no arrays: what they must be. */
const kinds: Readonly<Record<Extract<Shape, string>, readonly [isRight: (part: unknown) => boolean, must: string]>> = {
  number: [(part) => typeof part === 'number', 'a number'],
  scale: [isScale, 'a scale, { min, max }'],
  'scale or null': [(part) => part === null || isScale(part), 'a scale, { min, max }'],
  curve: [isCurve, 'a learning curve, [{ epoch, training, validation, learningRate }]'],
};

function shapeOf(part: unknown): readonly [rows: number | undefined, columns: number | undefined] {
  if (typeof part !== 'object' || part === null) return [undefined, undefined];
  const { rows, columns, length } = part as { rows?: number; columns?: number; length?: number };
  return rows === undefined ? [length, undefined] : [rows, columns];
}

/** Arrays of numbers in a part of the state, with their names. */
export function arraysOf(
  name: string,
  part: unknown,
): (readonly [name: string, values: ArrayLike<number> & { findIndex: Float64Array['findIndex'] }])[] {
  if (ArrayBuffer.isView(part)) return [[name, part as Float64Array]];
  if (typeof part !== 'object' || part === null || !('rows' in part)) return [];
  return Object.entries(part)
    .filter(([, values]) => ArrayBuffer.isView(values))
    .map(([key, values]) => [key === 'values' && !('pointers' in part) ? name : `${name}.${key}`, values as Float64Array] as const);
}
