/** One JSON record → its fields as text, those of objects within by path: {"user":{"id":7}} has the field user.id. */
import { LikewiseError } from '@likewise/core';
import { parseExactly } from './exact-json.ts';
import type { JsonRecord } from './json-records.ts';
import { repeatedKey } from './repeated-key.ts';

/** Objects within objects, at most so many. */
const DEEPEST = 16;

/** Hands each field to `take`. @param list what a record is called that is a list instead of an object; left out, it is refused @throws LikewiseError `invalid-json`, `python-dicts` */
export function eachField(file: string, { text, line }: JsonRecord, take: (name: string, text: string) => void, list?: string): void {
  const refuse = (problem: string): LikewiseError =>
    new LikewiseError('invalid-json', `${file}, line ${line}: ${problem}.`, { file, line });
  let record: unknown;
  try {
    record = parseExactly(text);
  } catch (error) {
    refusePython(file, text, line);
    if (error instanceof RangeError) throw refuse('brackets within brackets are too deep to be read');
    throw refuse(`not JSON (${(error as Error).message.replaceAll(/\s+/g, ' ')}); write one object a line`);
  }
  const bare = Array.isArray(record) && list !== undefined;
  if (!bare && (typeof record !== 'object' || record === null || Array.isArray(record)))
    throw refuse(`must be a JSON object such as {"user":"ann","item":"tea"}; got ${text.trim().slice(0, 40)}`);
  const listText = (elements: readonly unknown[]): string => {
    try {
      return JSON.stringify(elements);
    } catch {
      throw refuse('lists within lists are too deep to be read');
    }
  };
  if (bare) {
    take(list, listText(record as readonly unknown[]));
    return;
  }
  let [nested, dotted] = [false, false];
  let keys = 0;
  const walk = (object: Readonly<Record<string, unknown>>, path: string, depth: number, hand: typeof take): void => {
    for (const key in object) {
      keys++;
      const value = object[key];
      const name = path === '' ? key : path + key;
      dotted ||= key.includes('.');
      if (typeof value === 'string') hand(name, value);
      else if (typeof value !== 'object') hand(name, String(value));
      else if (value === null) hand(name, '');
      else if (Array.isArray(value)) hand(name, listText(value));
      else {
        nested = true;
        if (depth === DEEPEST) throw refuse(`objects within objects are more than ${DEEPEST} deep (${name.slice(0, 60)}); take them out`);
        walk(value as Readonly<Record<string, unknown>>, `${name}.`, depth + 1, hand);
      }
    }
  };
  walk(record as Readonly<Record<string, unknown>>, '', 1, take);
  const twice = repeatedKey(text, keys);
  if (twice !== undefined) throw refuse(`the field ${JSON.stringify(twice.slice(0, 60))} comes twice in one object; keep one of them`);
  if (!nested || !dotted) return;
  // A name with a dot may be the path of another field.
  const names = new Set<string>();
  walk(record as Readonly<Record<string, unknown>>, '', 1, (name) => {
    if (names.has(name)) throw refuse(`the field "${name}" comes twice, by name and by path; keep one of them`);
    names.add(name);
  });
}

/** @throws LikewiseError `python-dicts` where the text is a dictionary as Python prints it: {'user': 'ann', 'seen': True} */
export function refusePython(file: string, text: string, line: number): void {
  if (!/^\s*\[?\s*\{\s*(?:[ub]?'|\d+\s*:|[ub]?"[^"]*"\s*:\s*(?:[ub]?'|True|False|None))/.test(text.slice(0, 4096))) return;
  const command = 'python3 -c "import ast,json,sys;[print(json.dumps(ast.literal_eval(l))) for l in sys.stdin]" < in > out.jsonl';
  const problem = `these are Python dicts ({'a': True}), not JSON ({"a": true}); turn them into it with ${command}`;
  throw new LikewiseError('python-dicts', `${file}, line ${line}: ${problem}.`, { file, line });
}
