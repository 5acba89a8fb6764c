/** Keys that come twice in one JSON object: `JSON.parse` keeps the last of them and says nothing. */
import { endOfString } from './exact-json.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const isBlank = (unit: number): boolean => unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;

/** The first key of valid JSON that its object has already. @param found keys that are left of it, objects within counted too */
export function repeatedKey(text: string, found: number): string | undefined {
  // As many keys as places where one may be: none was lost. Times and addresses have colons too.
  if (countOf(':', text) === found) return undefined;
  if (!/"\s+:/.test(text) && countOf('":', text) === found) return undefined;
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x7b || unit === 0x5b) open.push(new Set());
    else if (unit === 0x7d || unit === 0x5d) open.pop();
    else if (unit === QUOTE) {
      const from = at;
      at = endOfString(text, at);
      let next = at + 1;
      while (isBlank(text.charCodeAt(next))) next++;
      if (text.charCodeAt(next) !== COLON) continue;
      const key = JSON.parse(text.slice(from, at + 1)) as string;
      const keys = open.at(-1) as Set<string>;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function countOf(sign: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) count++;
  return count;
}
