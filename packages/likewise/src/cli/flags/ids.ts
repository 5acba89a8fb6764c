/** Ids as a command line can write them: text. */
import type { IdMap } from '@likewise/core';
import { CliError } from '../../words/cli-error.ts';

/**
 * `item=5,"Mill, North"=3,other`: ids with a value after the last `=`, `undefined` where there is none; quotes as in CSV.
 * @throws CliError for a value that is not a number, an open quote, an empty id, an id given twice.
 */
export function parseValues(flag: string, text: string): [id: string, value: number | undefined][] {
  const seen = new Set<string>();
  return splitList(flag, text).map(({ id, rest }) => {
    const value = rest === undefined ? undefined : Number(rest);
    if (rest?.trim() === '' || (value !== undefined && !Number.isFinite(value)))
      throw new CliError(`${flag}: the value of "${id}" must be a number; got "${rest}".`);
    if (seen.has(id)) throw new CliError(`${flag}: "${id}" is given twice.`);
    seen.add(id);
    return [id, value];
  });
}

/** A refusal that names an id which the model writes otherwise, where one nearly meets. */
export async function notInModel(of: 'user' | 'item', text: string, ids: IdMap): Promise<CliError> {
  const { nearHint } = await import('../../data/read/near-ids.ts');
  return new CliError(
    `${of} ${text} is not in the model${nearHint(ids, [text])}; nothing is known about ${of === 'user' ? 'them' : 'it'}.`,
  );
}

/** `home=2,shop`: as for ratings, with weights of at least 0, 1 where there is none. */
export function parseWeights(flag: string, text: string): [node: string, weight: number][] {
  return parseValues(flag, text).map(([id, weight = 1]) => {
    if (weight < 0) throw new CliError(`${flag}: the weight of "${id}" must be at least 0; got ${weight}.`);
    return [id, weight];
  });
}

/** `a,b,"c, d"`. */
export const parseIds = (flag: string, text: string): string[] => splitList(flag, text, false).map(({ id }) => id);

function splitList(flag: string, text: string, values = true): { readonly id: string; readonly rest: string | undefined }[] {
  const part = /(?:"((?:[^"]|"")*)"(?!")([^,]*)|(?!")([^,]*))(,|$)/y;
  const parts: { id: string; rest: string | undefined }[] = [];
  for (let comma = ','; comma === ','; ) {
    const match = part.exec(text);
    if (match === null) throw new CliError(`${flag}: a quote is not closed in ${text}`);
    const [, quoted, after = '', bare = ''] = match;
    if (after !== '' && !(values && after.startsWith('=')))
      throw new CliError(`${flag}: after a closing quote comes a comma; got ${after}`);
    const equals = values ? bare.lastIndexOf('=') : -1;
    const id = quoted?.replaceAll('""', '"') ?? (equals < 0 ? bare : bare.slice(0, equals));
    if (id === '') throw new CliError(`${flag}: an id is empty in "${text}"; write them as a,b,"c, d".`);
    const value = quoted === undefined ? bare.slice(equals) : after;
    parts.push({ id, rest: (quoted === undefined ? equals < 0 : after === '') ? undefined : value.slice(1) });
    comma = match[4];
  }
  return parts;
}
