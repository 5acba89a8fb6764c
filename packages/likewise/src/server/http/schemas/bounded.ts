/** Lists and records of a request: counted before their entries are looked at, and given up after the first wrong ones. */
import { z } from 'zod';
import { jsonSchema, shown } from './fields.ts';

/** Wrong entries that are named; a body of a million of them is one mistake. */
const MOST_FAULTS = 5;

export function boundedList<T>(entry: z.ZodType<T>, most: number, description: string): z.ZodType<readonly T[]> {
  const type = z.custom<readonly unknown[]>().transform((given, context): readonly T[] => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    if (!Array.isArray(given)) refuse(given === undefined ? 'is missing' : `must be a list; got ${kindOf(given)}`);
    else if (given.length > most) refuse(`must have at most ${most} entries; got ${given.length}`);
    else return entriesOf(entry, given.entries(), context).map(([, value]) => value);
    return z.NEVER;
  });
  return shown(type, { type: 'array', items: jsonSchema(entry, 'input'), maxItems: most, description });
}

export function boundedRecord<T>(
  entry: z.ZodType<T>,
  { entries: most, nameLength }: { readonly entries: number; readonly nameLength: number },
  description: string,
): z.ZodType<Readonly<Record<string, T>>> {
  const type = z.custom<object>().transform((given, context): Readonly<Record<string, T>> => {
    const refuse = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path });
    if (typeof given !== 'object' || given === null || Array.isArray(given)) refuse(`must be an object; got ${kindOf(given)}`);
    else {
      const names = Object.keys(given);
      const long = names.find((name) => name.length > nameLength);
      if (names.length > most) refuse(`must have at most ${most} names; got ${names.length}`);
      else if (long !== undefined) refuse(`is a name of more than ${nameLength} characters`, [long]);
      else if (names.includes('__proto__')) refuse('is no name that may be used here', ['__proto__']);
      else return Object.fromEntries(entriesOf(entry, Object.entries(given), context));
    }
    return z.NEVER;
  });
  const schema = { type: 'object', additionalProperties: jsonSchema(entry, 'input'), maxProperties: most, description };
  return shown(type, schema);
}

function entriesOf<K extends string | number, T>(type: z.ZodType<T>, given: Iterable<[K, unknown]>, context: z.RefinementCtx): [K, T][] {
  const read: [K, T][] = [];
  let faults = 0;
  for (const [key, value] of given) {
    const result = type.safeParse(value);
    if (result.success) read.push([key, result.data]);
    else {
      for (const issue of result.error.issues) context.addIssue({ ...issue, path: [key, ...issue.path] } as never);
      if (++faults === MOST_FAULTS) break;
    }
  }
  return read;
}

/** What came, in a word: its text may be of any length and depth. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'a text' : typeof value === 'object' ? 'an object' : String(value);
}
