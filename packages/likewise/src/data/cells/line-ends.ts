/** Where lines end, before anything looks at them. */
import type { TextSource } from './text-encoding.ts';

const LF = 0x0a;
const CR = 0x0d;

/** What is said of a CR that ends no line and stands in no quotes. */
export const loneReturn: string =
  "a CR stands alone within the line, as old Macs end theirs; end all lines alike: tr '\\r' '\\n' < in > out (tr -d '\\r' where it is part of a text)";

/** Whether a CR of bytes[from … to) has no LF behind it. Reads bytes[to] too. */
export function hasLoneReturn(bytes: Buffer, from: number, to: number): boolean {
  // Most files have none, and that is seen without a look at each byte.
  const first = to > from ? bytes.subarray(from, to).indexOf(CR) : -1;
  if (first < 0) return false;
  for (let at = from + first; at < to; at++) if (bytes[at] === CR && bytes[at + 1] !== LF) return true;
  return false;
}

/** Text whose lines end in CR alone, as old spreadsheets write it, with LF instead; any other text as it is. */
export function withLineFeeds(source: TextSource): TextSource {
  if (source.head.includes(LF) || !source.head.includes(CR)) return source;
  const replaced = (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    for (let at = copy.indexOf(CR); at >= 0; at = copy.indexOf(CR, at + 1)) copy[at] = LF;
    return copy;
  };
  return {
    ...source,
    head: replaced(source.head),
    notes: () => [...source.notes(), 'lines end in CR alone'],
    async *chunks(line) {
      for await (const chunk of source.chunks(line)) yield replaced(chunk);
    },
  };
}
