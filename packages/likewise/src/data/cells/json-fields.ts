/** One JSON record → its fields as text, those of objects within by path: {"user":{"id":7}} has the field user.id. */
import { LikewiseError } from '@likewise/core';
import { parseExactly } from './exact-json.ts';
import type { JsonRecord } from './json-records.ts';

/** Objects within objects, at most so many. */
const DEEPEST = 16;

/** @throws LikewiseError `invalid-json`, `python-dicts` */
export function fieldsOf(file: string, { text, line }: JsonRecord): Map<string, string> {
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
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw refuse(`must be a JSON object such as {"user":"ann","item":"tea"}; got ${text.trim().slice(0, 40)}`);
  const fields = new Map<string, string>();
  const take = (object: object, path: string, depth: number): void => {
    for (const [key, value] of Object.entries(object)) {
      const name = path + key;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        if (depth === DEEPEST) throw refuse(`objects within objects are more than ${DEEPEST} deep (${name.slice(0, 60)}); take them out`);
        take(value, `${name}.`, depth + 1);
      } else if (fields.has(name)) throw refuse(`the field "${name}" comes twice, by name and by path; keep one of them`);
      else fields.set(name, value === null ? '' : Array.isArray(value) ? listText(value) : String(value));
    }
  };
  const listText = (list: readonly unknown[]): string => {
    try {
      return JSON.stringify(list);
    } catch {
      throw refuse('lists within lists are too deep to be read');
    }
  };
  take(record, '', 1);
  return fields;
}

/** @throws LikewiseError `python-dicts` where the text is a dictionary as Python prints it: {'user': 'ann', 'seen': True} */
export function refusePython(file: string, text: string, line: number): void {
  if (!/^\s*\[?\s*\{\s*(?:[ub]?'|\d+\s*:|[ub]?"[^"]*"\s*:\s*(?:[ub]?'|True|False|None))/.test(text.slice(0, 4096))) return;
  const command = 'python3 -c "import ast,json,sys;[print(json.dumps(ast.literal_eval(l))) for l in sys.stdin]" < in > out.jsonl';
  const problem = `these are Python dicts ({'a': True}), not JSON ({"a": true}); turn them into it with ${command}`;
  throw new LikewiseError('python-dicts', `${file}, line ${line}: ${problem}.`, { file, line });
}
