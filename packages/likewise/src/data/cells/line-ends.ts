/** Where lines end, before anything looks at them. */
import type { TextSource } from './text-encoding.ts';

const LF = 0x0a;
const CR = 0x0d;

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
