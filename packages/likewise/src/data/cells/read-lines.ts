/** Lists of one text a line, such as ids, read as every other file is: any encoding, byte mark, line end, packed or not. */
import { LikewiseError } from '@likewise/core';
import { type ByteOptions, openBytes } from './byte-source.ts';
import { LONGEST_ROW_BYTES, tooLong } from './delimited-rows.ts';
import { loneReturn, withLineFeeds } from './line-ends.ts';
import { textSource } from './text-encoding.ts';

/** Lines that are not empty. @throws LikewiseError as `openBytes` and `textSource` */
export async function readLines(path: string, options: ByteOptions & { readonly encoding?: string | undefined } = {}): Promise<string[]> {
  const source = await openBytes(path, options);
  try {
    const text = withLineFeeds(textSource(source, options.encoding));
    const lines: string[] = [];
    let begun = '';
    for await (const chunk of text.chunks(() => lines.length + 1)) {
      const pieces = (begun + chunk.toString('utf8')).split('\n');
      begun = pieces.pop() as string;
      if (begun.length > LONGEST_ROW_BYTES) throw tooLong(source.name, lines.length + 1);
      for (const piece of pieces) lines.push(piece);
    }
    const all = [...lines, begun].map((line) => line.replace(/\r$/, ''));
    const odd = all.findIndex((line) => line.includes('\r')) + 1;
    if (odd === 0) return all.filter((line) => line !== '');
    throw new LikewiseError('invalid-cell', `${source.name}, line ${odd}: ${loneReturn}.`, { file: source.name, line: odd });
  } finally {
    source.close();
  }
}
