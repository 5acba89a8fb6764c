/** A model's state ↔ tensors and strings, without knowing the model. */
import { type Id, IdMap } from '../data/id-map.ts';
import { LikewiseError } from '../errors.ts';
import type { DenseMatrix } from '../matrix/dense.ts';
import type { SparsePattern, SparseRows } from '../matrix/sparse.ts';
import type { Json, ModelState, StateTensor, StateValue } from '../models/contract/state.ts';
import { damaged, isCount, isObject, parseObject, type StoredTensor, type TensorFile } from './safetensors.ts';
import { utf8Bytes, utf8Text } from './utf8.ts';

/** How one key of the state is kept. Ids stand in the header, or as JSON text in a U8 tensor when there are very many. */
type Kept =
  | { readonly kind: 'vector' | 'matrix' | 'ids' | 'ids-tensor' | 'json' }
  | { readonly kind: 'sparse'; readonly rows: number; readonly columns: number; readonly values: boolean };

/** More ids than this stand in a tensor: the format bounds its header. */
const idsInHeader = 1_000_000;

/** Tensors and strings of a state. @throws LikewiseError `invalid-state` for a value that no file can hold. */
export function packState(state: ModelState, limits: { readonly idsInHeader?: number } = {}): TensorFile {
  const tensors = new Map<string, StoredTensor>();
  const metadata = new Map<string, string>();
  const layout: Record<string, Kept> = {};
  for (const [key, value] of Object.entries(state)) {
    if (value === undefined) continue;
    if (isTensor(value)) {
      layout[key] = { kind: 'vector' };
      tensors.set(key, { shape: [value.length], values: value });
    } else if (value instanceof IdMap) {
      const text = idsText(key, value);
      if (value.size <= (limits.idsInHeader ?? idsInHeader)) {
        layout[key] = { kind: 'ids' };
        metadata.set(`ids.${key}`, text);
      } else {
        layout[key] = { kind: 'ids-tensor' };
        const values = utf8Bytes(text);
        tensors.set(key, { shape: [values.length], values });
      }
    } else if (isDense(value)) {
      layout[key] = { kind: 'matrix' };
      tensors.set(key, { shape: [value.rows, value.columns], values: value.values });
    } else if (isSparse(value)) {
      const valued = 'values' in value;
      layout[key] = { kind: 'sparse', rows: value.rows, columns: value.columns, values: valued };
      const { pointers, indexes } = value;
      for (const [part, values] of Object.entries(valued ? { pointers, indexes, values: value.values } : { pointers, indexes }))
        tensors.set(`${key}.${part}`, { shape: [values.length], values });
    } else {
      layout[key] = { kind: 'json' };
      metadata.set(`json.${key}`, jsonText(key, value as Json));
    }
  }
  metadata.set('layout', JSON.stringify(layout));
  return { tensors, metadata };
}

/** The state that a file holds; every tensor must be of the layout, and the layout complete. @throws LikewiseError `model-file-damaged` */
export function unpackState({ tensors, metadata }: TensorFile): ModelState {
  const layout = parseObject(metadata.get('layout'));
  if (layout === undefined) throw damaged('it does not say how its state is laid out');
  const unused = new Set(tensors.keys());
  const tensor = (name: string): StoredTensor => {
    const found = tensors.get(name);
    if (found === undefined) throw damaged(`tensor "${name}" is missing`);
    unused.delete(name);
    return found;
  };
  const entries: [string, StateValue][] = [];
  for (const [key, kept] of Object.entries(layout)) {
    if (!isObject(kept)) throw damaged(`its layout of "${key}" is not an object`);
    entries.push([key, unpack(key, kept, tensor, metadata)]);
  }
  if (unused.size > 0) throw damaged(`tensor "${[...unused][0]}" belongs to nothing in it`);
  const state: Record<string, StateValue> = Object.fromEntries(entries);
  const { users, items, settings, seen } = state;
  if (!(users instanceof IdMap) || !(items instanceof IdMap)) throw damaged('it has no user ids or no item ids');
  if (!isObject(settings)) throw damaged('it has no settings');
  if (seen !== undefined && (!isObject(seen) || seen['rows'] !== users.size || seen['columns'] !== items.size)) {
    throw damaged('its seen items do not fit its users and items');
  }
  return state as ModelState;
}

function unpack(
  key: string,
  kept: Record<string, unknown>,
  tensor: (name: string) => StoredTensor,
  metadata: ReadonlyMap<string, string>,
): StateValue {
  switch (kept['kind']) {
    case 'vector':
    case 'matrix': {
      const { shape, values } = tensor(key);
      const dimensions = kept['kind'] === 'vector' ? 1 : 2;
      if (shape.length !== dimensions) throw damaged(`tensor "${key}" has ${shape.length} dimensions instead of ${dimensions}`);
      if (dimensions === 1) return values;
      if (!(values instanceof Float32Array || values instanceof Float64Array)) throw damaged(`tensor "${key}" is not of floats`);
      return { rows: shape[0], columns: shape[1], values } as DenseMatrix | DenseMatrix<Float64Array>;
    }
    case 'sparse':
      return unpackSparse(key, kept, tensor);
    case 'ids':
      return unpackIds(key, metadata.get(`ids.${key}`));
    case 'ids-tensor': {
      const { values } = tensor(key);
      return unpackIds(key, values instanceof Uint8Array ? utf8Text(values) : undefined);
    }
    case 'json':
      return parsed(metadata.get(`json.${key}`), `its "${key}" is not JSON`) as Json;
    default:
      throw damaged(`its layout names an unknown kind for "${key}"`);
  }
}

function unpackSparse(key: string, kept: Record<string, unknown>, tensor: (name: string) => StoredTensor): SparsePattern | SparseRows {
  const { rows, columns } = kept;
  const part = <A extends StateTensor>(name: string, type: new () => A): A => {
    const { shape, values } = tensor(`${key}.${name}`);
    if (shape.length !== 1 || !(values instanceof type)) throw damaged(`tensor "${key}.${name}" is not a ${type.name} of 1 dimension`);
    return values;
  };
  const pointers = part('pointers', Uint32Array);
  const indexes = part('indexes', Uint32Array);
  if (!isCount(rows) || !isCount(columns) || pointers.length !== rows + 1)
    throw damaged(`"${key}" has no valid number of rows and columns`);
  if (pointers[0] !== 0 || pointers[rows] !== indexes.length) throw damaged(`the pointers of "${key}" do not span its entries`);
  // All pointers first: an index is read only at a place proved to exist.
  for (let row = 0; row < rows; row++) if (pointers[row + 1] < pointers[row]) throw damaged(`the pointers of "${key}" fall at row ${row}`);
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      if (indexes[e] >= columns) throw damaged(`row ${row} of "${key}" points at column ${indexes[e]} of ${columns}`);
      if (e > pointers[row] && indexes[e] <= indexes[e - 1]) throw damaged(`the columns in row ${row} of "${key}" do not ascend`);
    }
  }
  if (kept['values'] !== true) return { rows, columns, pointers, indexes };
  const values = part('values', Float32Array);
  if (values.length !== indexes.length) throw damaged(`"${key}" has ${indexes.length} entries and ${values.length} values`);
  return { rows, columns, pointers, indexes, values };
}

function idsText(key: string, { ids }: IdMap): string {
  const bad = ids.find((id) => typeof id === 'number' && !Number.isFinite(id));
  if (bad !== undefined) {
    throw new LikewiseError('invalid-state', `encodeModel: ${key}: an id must be text or a finite number; got ${bad}.`, { key, id: bad });
  }
  return JSON.stringify(ids);
}

function unpackIds(key: string, text: string | undefined): IdMap {
  const ids = parsed(text, `the ids of "${key}" are not JSON`);
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string' || typeof id === 'number')) {
    throw damaged(`the ids of "${key}" are not a list of texts and numbers`);
  }
  if (new Set(ids).size !== ids.length) throw damaged(`an id of "${key}" stands twice`);
  return new IdMap(ids as Id[]);
}

function parsed(text: string | undefined, otherwise: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw damaged(otherwise);
  }
}

function jsonText(key: string, value: Json): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (part === null || ['boolean', 'string', 'undefined'].includes(typeof part)) return part;
    if (typeof part === 'number' && Number.isFinite(part)) return part;
    if (Array.isArray(part) || (isObject(part) && Object.getPrototypeOf(part) === Object.prototype)) return part;
    const where = [key, name].filter(Boolean).join('.');
    throw new LikewiseError('invalid-state', `encodeModel: ${where} cannot be kept in a file; got ${String(part)}.`, { key });
  });
}

function isTensor(value: StateValue): value is StateTensor {
  return ArrayBuffer.isView(value);
}
function isDense(value: StateValue): value is DenseMatrix | DenseMatrix<Float64Array> {
  return isObject(value) && 'rows' in value && ArrayBuffer.isView(value['values']) && !('pointers' in value);
}
function isSparse(value: StateValue): value is SparsePattern | SparseRows {
  return isObject(value) && ArrayBuffer.isView(value['pointers']);
}
