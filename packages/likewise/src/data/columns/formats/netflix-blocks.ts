/** Ratings of the Netflix Prize: a line `7:` names the film, and a line `customer,rating,date` each who rated it. */
import { LikewiseError } from '@likewise/core';
import type { CellTable } from '../../cells/cell-table.ts';
import { shortened } from '../../cells/cell-values.ts';
import { delimitedTable } from '../../cells/delimited-table.ts';
import type { TextSource } from '../../cells/text-encoding.ts';

const LF = 0x0a;
const CR = 0x0d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** The training files with ratings and dates, the qualifying set with dates, the probe with customers only; `undefined` for all else. */
export function netflixBlocks(source: TextSource, lines: readonly string[]): CellTable | undefined {
  const [first, second] = lines.filter((line) => line !== '');
  if (first === undefined || second === undefined || !/^\d+:$/.test(first)) return undefined;
  const fields = second.split(',');
  const names = [[], ['customer'], ['customer', 'date'], ['customer', 'rating', 'date']][fields.length];
  if (names === undefined || names.length === 0 || !/^\d+$/.test(fields[0])) return undefined;
  const table = delimitedTable(withFilms(source, names), { delimiter: ',', header: false });
  const note = `Netflix Prize: blocks of ${names.join(',')} below a line such as 7: that names their film`;
  return { ...table, delimiter: undefined, names: [...names, 'film'], notes: () => [note, ...table.notes()] };
}

/** The same text with the film behind each row, and an empty line in place of the one that named it, so that lines keep their numbers. */
function withFilms(source: TextSource, names: readonly string[]): TextSource {
  return {
    ...source,
    head: filmWriter(source.name, names)(source.head, source.complete),
    async *chunks(line) {
      const written = filmWriter(source.name, names);
      for await (const chunk of source.chunks(line)) yield written(chunk, false);
      yield written(Buffer.alloc(0), true);
    },
  };
}

/** A function for one piece after the other: a line may go over several. */
function filmWriter(file: string, names: readonly string[]): (bytes: Buffer, last: boolean) => Buffer {
  let film = Buffer.alloc(0);
  let rest = Buffer.alloc(0);
  let number = 0;
  return (piece, last) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let out = Buffer.allocUnsafe(2 * bytes.length + 64);
    let fill = 0;
    let start = 0;
    let commas = 0;
    const endLine = (at: number): void => {
      number++;
      const end = at > start && bytes[at - 1] === CR ? at - 1 : at;
      if (bytes[end - 1] === COLON && end > start) {
        film = Buffer.concat([Buffer.of(COMMA), bytes.subarray(start, end - 1)]);
      } else if (end > start) {
        if (commas !== names.length - 1) throw noRow(file, number, bytes.toString('utf8', start, end), names);
        while (fill + (end - start) + film.length + 1 > out.length) out = Buffer.concat([out, Buffer.allocUnsafe(out.length)]);
        for (let from = start; from < end; from++) out[fill++] = bytes[from];
        for (const byte of film) out[fill++] = byte;
      }
      if (fill === out.length) out = Buffer.concat([out, Buffer.allocUnsafe(out.length)]);
      out[fill++] = LF;
    };
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === COMMA) commas++;
      if (bytes[at] !== LF) continue;
      endLine(at);
      start = at + 1;
      commas = 0;
    }
    if (last && start < bytes.length) endLine(bytes.length);
    // The piece is not ours to keep.
    rest = last ? Buffer.alloc(0) : Buffer.from(bytes.subarray(start));
    return out.subarray(0, fill);
  };
}

function noRow(file: string, line: number, text: string, names: readonly string[]): LikewiseError {
  const got = JSON.stringify(shortened(text, 60));
  const problem = `must be a film such as 7: or ${names.join(',')}; got ${got}. Correct the line`;
  return new LikewiseError('invalid-cell', `${file}, line ${line}: ${problem}.`, { file, line });
}
