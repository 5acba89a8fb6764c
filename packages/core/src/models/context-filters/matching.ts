/** Which interactions happened under a context: what pre- and post-filtering ask first. */
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { unknownName } from '../../options.ts';

/** For each column named, the levels (or numbers) that match; columns not named match anything. */
export type ContextCondition = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/**
 * 1 for each interaction that matches in every column; an empty cell matches nothing; [interactions].
 * @throws LikewiseError `unknown-context` for a column or level that the data does not have; `invalid-option` for no column;
 *   `empty-data` where nothing matches
 */
export function matching(owner: string, { context, size }: Interactions, where: ContextCondition): Uint8Array {
  const columns = Object.entries(where);
  if (columns.length === 0)
    throw new LikewiseError('invalid-option', `${owner}: where must name at least one context column; got none.`, { option: 'where' });
  const marks = new Uint8Array(size).fill(1);
  for (const [name, given] of columns) {
    const column = context.get(name);
    if (column === undefined)
      throw unknownName('unknown-context', `${owner}: the data has no context column "${name}"`, name, [...context.keys()]);
    const wanted = typeof given === 'object' ? given : [given];
    if (column.kind === 'category') {
      const codes = wanted.map((level) => {
        const code = column.levels.indexOf(String(level));
        if (code < 0)
          throw unknownName('unknown-context', `${owner}: context column ${name} has no level "${level}"`, String(level), column.levels);
        return code;
      });
      for (let n = 0; n < size; n++) if (!codes.includes(column.codes[n])) marks[n] = 0;
    } else {
      const numbers = wanted.map(Number);
      for (let n = 0; n < size; n++) if (!numbers.includes(column.values[n])) marks[n] = 0;
    }
  }
  if (marks.includes(1)) return marks;
  const asked = JSON.stringify(where);
  throw new LikewiseError(
    'empty-data',
    `${owner}: none of ${size} interactions is of the context ${asked}; name fewer columns or more levels.`,
    { where: asked },
  );
}
