/** Text files as UTF-8, whatever their bytes are: the encoding is settled here, and nothing above asks for it. */
import { isAscii, isUtf8 } from 'node:buffer';
import { LikewiseError, unknownName } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';

const spellings = {
  'utf-8': ['utf8'],
  'latin-1': ['latin1', 'iso-8859-1', 'windows-1252', 'cp1252'],
  'utf-16': ['utf-16le', 'utf16'],
} as const;
export type Encoding = keyof typeof spellings;
const encodings = Object.keys(spellings) as Encoding[];

/** A source whose bytes are UTF-8, without a byte order mark. */
export interface TextSource extends Omit<ByteSource, 'chunks'> {
  /** Bytes of the file that `head` was. */
  readonly headBytes: number;
  /** What the bytes were, as far as those read tell. */
  encoding(): Encoding;
  /**
   * All bytes from the start, once. A chunk is valid until the next one is asked for; `line` is asked for the line on which the next
   * chunk begins, for messages.
   */
  chunks(line: () => number): AsyncGenerator<Buffer>;
}

/**
 * UTF-16 where its mark or `stated` says so. Otherwise UTF-8 until bytes appear that cannot be; then latin-1, unless the file already
 * held true UTF-8 or the caller stated UTF-8, in which case the line is refused.
 * @throws LikewiseError `unknown-encoding`, `binary-file`, `wrong-encoding`, the last two also from `chunks`
 */
export function textSource(source: ByteSource, stated: string | undefined): TextSource {
  const { name: file, complete } = source;
  const named = encodings.find((name) => [name, ...spellings[name]].some((spelling) => spelling === stated?.toLowerCase()));
  if (stated !== undefined && named === undefined)
    throw unknownName('unknown-encoding', `encoding "${stated}" is unknown`, stated, encodings);
  const mark = source.head.subarray(0, 3).toString('latin1');
  const bigEndian = mark.startsWith('\xfe\xff');
  const isUtf16 = named === 'utf-16' || bigEndian || mark.startsWith('\xff\xfe');
  const utf16 = isUtf16 ? new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le') : undefined;
  const marked = !isUtf16 && mark === '\xef\xbb\xbf';
  const certain = named !== undefined || marked;
  let encoding: Encoding = isUtf16 ? 'utf-16' : marked ? 'utf-8' : (named ?? 'utf-8');
  /** The begun character at the end of the last piece. */
  let begun: Buffer = Buffer.alloc(0);
  let sawMultibyte = false;

  const withoutNul = (bytes: Buffer, line: () => number): Buffer => {
    const nul = bytes.indexOf(0);
    if (nul < 0) return bytes;
    const at = line() + linesIn(bytes.subarray(0, nul));
    const problem = 'a zero byte; this is a binary file, not text. Give CSV, TSV, JSONL or Parquet';
    throw new LikewiseError('binary-file', `${file}, line ${at}: ${problem}.`, { file, line: at });
  };
  /** The next piece as UTF-8; a character whose end is still to come stays behind. */
  const decode = (piece: Buffer, last: boolean, line: () => number): Buffer => {
    if (utf16 !== undefined) return withoutNul(Buffer.from(utf16.decode(piece, { stream: !last })), line);
    withoutNul(piece, line);
    if (begun.length === 0 && isAscii(piece)) return piece;
    if (encoding === 'latin-1') return fromLatin1(piece);
    const bytes = begun.length === 0 ? piece : Buffer.concat([begun, piece]);
    const end = last ? bytes.length : wholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    if (isUtf8(whole)) {
      begun = Buffer.from(bytes.subarray(end));
      sawMultibyte ||= !isAscii(whole);
      return whole;
    }
    const lines = whole.toString('latin1').split('\n');
    const wrong = lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1')));
    sawMultibyte ||= lines.slice(0, wrong).some((text) => /[\x80-\xff]/.test(text));
    if (certain || sawMultibyte) {
      const at = line() + wrong;
      const problem = `bytes that are not UTF-8${certain ? '' : ', though lines before are'}`;
      const remedy = 'correct the line, or state --encoding latin-1';
      throw new LikewiseError('wrong-encoding', `${file}, line ${at}: ${problem}; ${remedy}.`, { file, line: at });
    }
    encoding = 'latin-1';
    begun = Buffer.alloc(0);
    return fromLatin1(bytes);
  };

  if (!isUtf16) refuseBinary(file, source.head);
  const head = decode(marked ? source.head.subarray(3) : source.head, complete, () => 1);
  return {
    ...source,
    head,
    headBytes: source.head.length,
    encoding: () => encoding,
    async *chunks(line) {
      let first = true;
      for await (const chunk of source.chunks()) {
        yield first ? head : decode(chunk, false, line);
        first = false;
      }
      if (!complete) yield decode(Buffer.alloc(0), true, line);
    },
  };
}

/** A file whose start holds zero bytes, or many control characters, is no text. */
function refuseBinary(file: string, head: Buffer): void {
  const start = head.subarray(0, 4096);
  // Tabs, line ends and page breaks are text.
  const controls = start.filter((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d)).length;
  if (controls * 10 <= start.length && !start.includes(0)) return;
  throw new LikewiseError('binary-file', `${file} is a binary file, not text; give CSV, TSV, JSONL (each also .gz) or Parquet.`, { file });
}

/** Where a character begins that is not whole at the end of the bytes, else their length. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) break;
    // A leading byte tells how many bytes the character has.
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Characters of the bytes 0x80–0x9f in windows-1252, of which printable latin-1 is a part. */
const upperControls =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const fromLatin1 = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(/[\x80-\x9f]/g, (control) => upperControls[control.charCodeAt(0) - 0x80]));

/** Line breaks in the bytes. */
export function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}
