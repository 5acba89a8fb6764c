/** Which attributes of the items count, and how much. */
import type { Features } from '../../data/features.ts';
import { LikewiseError } from '../../errors.ts';
import { unknownName } from '../../options.ts';

type FieldKind = 'levels' | 'vector' | 'number' | 'text';

/** One attribute: columns of the matrix, or a text. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** Of the matrix, ascending; none for a text. */
  readonly columns: readonly number[];
  /** ω; > 0. */
  readonly weight: number;
}

/** "genre=Crime" belongs to the levels of genre, "plot[3]" to the vector plot; any other name is a number's. */
function fieldOfColumn(name: string): { readonly name: string; readonly kind: FieldKind } {
  const equals = name.indexOf('=');
  if (equals > 0) return { name: name.slice(0, equals), kind: 'levels' };
  const element = /^(.+)\[\d+\]$/.exec(name);
  return element === null ? { name, kind: 'number' } : { name: element[1], kind: 'vector' };
}

/**
 * The fields that `chosen` names, in the order of the data.
 * @param owner whom errors name
 * @param chosen "all", or names joined by +, each possibly with its weight: "category*2+description"
 * @throws LikewiseError `unknown-field` with the nearest name, `invalid-option` for a weight that is no number > 0
 */
export function fieldsOf(owner: string, { names, texts }: Features, chosen: string): readonly Field[] {
  const all = new Map<string, { name: string; kind: FieldKind; columns: number[] }>();
  names.forEach((column, index) => {
    const { name, kind } = fieldOfColumn(column);
    const key = `${kind} ${name}`;
    if (!all.has(key)) all.set(key, { name, kind, columns: [] });
    all.get(key)?.columns.push(index);
  });
  for (const name of texts?.keys() ?? []) all.set(`text ${name}`, { name, kind: 'text', columns: [] });
  const fields = [...all.values()];
  const weights = weightsIn(
    owner,
    chosen,
    fields.map(({ name }) => name),
  );
  return fields.flatMap((field) => {
    const weight = weights === undefined ? 1 : weights.get(field.name);
    return weight === undefined ? [] : [{ ...field, weight }];
  });
}

/** `undefined`: all fields alike. */
function weightsIn(owner: string, chosen: string, known: readonly string[]): ReadonlyMap<string, number> | undefined {
  if (chosen === 'all') return undefined;
  const weights = new Map<string, number>();
  for (const part of chosen.split('+').map((text) => text.trim())) {
    const at = part.lastIndexOf('*');
    const [name, factor] = known.includes(part) || at < 0 ? [part, 1] : [part.slice(0, at), Number(part.slice(at + 1) || Number.NaN)];
    if (!known.includes(name)) throw unknownName('unknown-field', `${owner}: no field "${name}"`, name, [...new Set(known)]);
    if (!(factor > 0 && Number.isFinite(factor))) {
      const given = part.slice(at + 1);
      throw new LikewiseError('invalid-option', `${owner}: the weight of field ${name} must be a number > 0; got "${given}".`, {
        option: 'fields',
        value: chosen,
      });
    }
    weights.set(name, factor);
  }
  return weights;
}
