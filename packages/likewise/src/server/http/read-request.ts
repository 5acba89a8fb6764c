/** A part of a request, read by its type; what is refused is named field by field. */
import { nearestName } from '@likewise/core';
import { z } from 'zod';
import { echoed } from './echo.ts';
import { type FieldError, Problem } from './problem.ts';

/** Fields that are named; of more the count is said. */
const MOST_NAMED = 100;

/** The value; or the problem `invalid-request` with one entry of `errors` for each field. */
export function readPart(
  type: z.ZodType,
  part: FieldError['in'],
  given: unknown,
): { readonly value: unknown } | { readonly error: Problem } {
  const result = type.safeParse(given);
  if (result.success) return { value: result.data };
  const known = type instanceof z.ZodObject ? Object.keys(type.shape) : [];
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, part, known));
  const sentences = errors.slice(0, 5).map(({ field, message }) => `${field === '' ? `the ${part}` : field} ${message}`);
  const count = result.error.issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
  const more = count > 5 ? ` (and ${count - 5} more)` : '';
  return { error: new Problem('invalid-request', `${sentences.join('; ')}${more}.`, { errors: errors.slice(0, MOST_NAMED) }) };
}

function fieldErrors(issue: z.core.$ZodIssue, part: FieldError['in'], known: readonly string[]): FieldError[] {
  const field = pathText(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MOST_NAMED).map((key) => {
      const near = issue.path.length === 0 ? nearestName(key, known) : undefined;
      const expected = known.length === 0 || issue.path.length > 0 ? '' : `; expected one of ${known.join(', ')}`;
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      return { in: part, field: pathText([...issue.path, key]), message: `is not known here${hint}${expected}` };
    });
  const message = issue.message.endsWith('received undefined')
    ? 'is missing'
    : issue.message.replace(/^Invalid input: /, 'is not valid: ').replace(/^Too (big|small): /, 'is too $1: ');
  return [{ in: part, field, message }];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${echoed(String(key))}`),
    '',
  );
}
