/** Ids as a command line can write them: text. */
import { CliError } from '../../words/cli-error.ts';

/**
 * `item=5,"Mill, North"=3,other`: ids with a value after the last `=`, `undefined` where there is none; quotes as in CSV.
 * @throws CliError for a value that is not a number, an open quote, an empty id, an id given twice.
 */
export function parseRatings(text: string): [item: string, value: number | undefined][] {
  return parseValues('--ratings', text);
}

function parseValues(flag: string, text: string): [id: string, value: number | undefined][] {
  const seen = new Set<string>();
  return splitList(flag, text).map((part) => {
    const { id, rest } = part;
    const value = rest === undefined ? undefined : Number(rest);
    if (rest?.trim() === '' || (value !== undefined && !Number.isFinite(value)))
      throw new CliError(`${flag}: the value of "${id}" must be a number; got "${rest}".`);
    if (seen.has(id)) throw new CliError(`${flag}: "${id}" is given twice.`);
    seen.add(id);
    return [id, value];
  });
}

/** `home=2,shop`: as for ratings, with weights of at least 0, 1 where there is none. */
export function parseWeights(flag: string, text: string): [node: string, weight: number][] {
  return parseValues(flag, text).map(([id, weight = 1]) => {
    if (weight < 0) throw new CliError(`${flag}: the weight of "${id}" must be at least 0; got ${weight}.`);
    return [id, weight];
  });
}

/** `a,b,"c, d"`. */
export function parseIds(flag: string, text: string): string[] {
  return splitList(flag, text, false).map(({ id }) => id);
}

function splitList(flag: string, text: string, values = true): { readonly id: string; readonly rest: string | undefined }[] {
  const parts: { id: string; rest: string | undefined }[] = [];
  for (let at = 0; at <= text.length; ) {
    let id = '';
    let end: number;
    if (text[at] === '"') {
      let close = at + 1;
      for (; ; close++) {
        if (close >= text.length) throw new CliError(`${flag}: a quote is not closed in ${text}`);
        if (text[close] === '"' && text[close + 1] === '"') close++;
        else if (text[close] === '"') break;
        id += text[close];
      }
      end = indexOrEnd(text, ',', close);
      const after = text.slice(close + 1, end);
      if (after !== '' && !(values && after.startsWith('=')))
        throw new CliError(`${flag}: after a closing quote comes a comma; got ${after}`);
      parts.push({ id, rest: after === '' ? undefined : after.slice(1) });
    } else {
      end = indexOrEnd(text, ',', at);
      const part = text.slice(at, end);
      const equals = values ? part.lastIndexOf('=') : -1;
      id = equals < 0 ? part : part.slice(0, equals);
      parts.push({ id, rest: equals < 0 ? undefined : part.slice(equals + 1) });
    }
    if (id === '') throw new CliError(`${flag}: an id is empty in "${text}"; write them as a,b,"c, d".`);
    at = end + 1;
  }
  return parts;
}

function indexOrEnd(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found < 0 ? text.length : found;
}
