/** Text files as UTF-8, whatever their bytes are: the encoding is settled here, and nothing above asks for it. */
import { isAscii, isUtf8 } from 'node:buffer';
import { LikewiseError } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';
import { type Encoding, encodingNamed } from './encoding-names.ts';
import { doubtOfLatin1 } from './guessed-encoding.ts';

/** A source whose bytes are UTF-8, without a byte order mark. */
export interface TextSource extends Omit<ByteSource, 'chunks'> {
  /** Bytes of the file that `head` was. */
  readonly headBytes: number;
  /** What the bytes were, as far as those read tell. */
  encoding(): Encoding;
  /** Sentences about how the bytes were read, as far as they are read. */
  notes(): readonly string[];
  /**
   * All bytes from the start, once. A chunk is valid until the next one is asked for; `line` is asked for the line on which the next
   * chunk begins, for messages.
   */
  chunks(line: () => number): AsyncGenerator<Buffer>;
}

const MARK = Buffer.from('\ufeff');

/**
 * UTF-16 where its mark or `stated` says so, any other encoding where it is stated. Otherwise UTF-8 until bytes appear that cannot be; then
 * latin-1, unless the file already held true UTF-8 or the caller stated UTF-8, in which case the line is refused.
 * @throws LikewiseError `unknown-encoding`, `binary-file`, `wrong-encoding`, the last two also from `chunks`
 */
export function textSource(source: ByteSource, stated: string | undefined): TextSource {
  const { name: file, complete } = source;
  const named = stated === undefined ? undefined : encodingNamed(stated);
  const mark = source.head.toString('latin1', 0, 3);
  const bigEndian = mark.startsWith('\xfe\xff') || named === 'utf-16be';
  const isUtf16 = named === 'utf-16' || bigEndian || mark.startsWith('\xff\xfe');
  const decoder = decoderOf(isUtf16 ? (bigEndian ? 'utf-16be' : 'utf-16le') : (named ?? 'utf-8'));
  const marked = !isUtf16 && mark === '\xef\xbb\xbf';
  const certain = named !== undefined || marked;
  let encoding: Encoding = isUtf16 ? 'utf-16' : marked ? 'utf-8' : (named ?? 'utf-8');
  if (marked && named !== undefined && named !== 'utf-8')
    throw new LikewiseError('wrong-encoding', `${file} begins with the mark of UTF-8; leave --encoding ${stated} out.`, { file, line: 1 });
  let doubt: string | undefined;
  /** The begun character at the end of the last piece. */
  let begun: Buffer = Buffer.alloc(0);
  let sawMultibyte = false;
  /** Of the piece before. */
  let lastByte: number | undefined;
  /** Marks at the start of lines. */
  let joined = 0;

  const withoutNul = (bytes: Buffer, line: () => number): Buffer => {
    const nul = bytes.indexOf(0);
    if (nul < 0) return bytes;
    const at = line() + linesIn(bytes.subarray(0, nul));
    const problem = 'a zero byte; this is a binary file, not text. Give CSV, TSV, JSONL or Parquet';
    throw new LikewiseError('binary-file', `${file}, line ${at}: ${problem}.`, { file, line: at });
  };
  /** Files that were joined have a mark where each began. */
  const withoutMarks = (bytes: Buffer): Buffer => {
    const kept: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) {
      if ((at === 0 ? lastByte : bytes[at - 1]) !== 0x0a) continue;
      kept.push(bytes.subarray(from, at));
      from = at + MARK.length;
      joined++;
    }
    lastByte = bytes.at(-1);
    return from === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
  };
  /** The next piece as UTF-8; a character whose end is still to come stays behind. */
  const decode = (piece: Buffer, last: boolean, line: () => number): Buffer => {
    if (decoder !== undefined) return withoutNul(decodedBy(decoder, piece, last, file, encoding, line), line);
    withoutNul(piece, line);
    if (begun.length === 0 && isAscii(piece)) {
      lastByte = piece.at(-1);
      return piece;
    }
    if (encoding === 'latin-1') return fromLatin1(piece);
    const bytes = begun.length === 0 ? piece : Buffer.concat([begun, piece]);
    const end = last ? bytes.length : wholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    if (isUtf8(whole)) {
      begun = Buffer.from(bytes.subarray(end));
      sawMultibyte ||= !isAscii(whole);
      return withoutMarks(whole);
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
    doubt = doubtOfLatin1(bytes);
    begun = Buffer.alloc(0);
    return fromLatin1(bytes);
  };

  if (!isUtf16) refuseBinary(file, source.head);
  let start = 0;
  // Files that were joined begin with more than one.
  while (marked && source.head.subarray(start, start + MARK.length).equals(MARK)) start += MARK.length;
  const head = decode(source.head.subarray(start), complete, () => 1);
  return {
    ...source,
    head,
    headBytes: source.head.length,
    encoding: () => encoding,
    notes: () => [
      ...(doubt === undefined ? [] : [doubt]),
      ...(joined === 0 ? [] : [`byte marks within the file, where others were joined to it, were left out: ${joined}`]),
    ],
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

/** `undefined` where the bytes are UTF-8 or latin-1, which need none. */
const decoderOf = (encoding: Encoding): InstanceType<typeof TextDecoder> | undefined =>
  encoding === 'utf-8' || encoding === 'latin-1' ? undefined : new TextDecoder(encoding, { fatal: true });

/** What decoders of two-byte encodings make of bytes that are none: control characters and characters of private use. */
const NO_CHARACTER = /[\u0080-\u009f\uf8f0-\uf8ff]/;

function decodedBy(
  decoder: InstanceType<typeof TextDecoder>,
  piece: Buffer,
  last: boolean,
  file: string,
  encoding: Encoding,
  line: () => number,
): Buffer {
  const wide = encoding.startsWith('utf-16');
  const strict = !wide && !/^(windows|iso-8859|koi8|ibm|mac)/.test(encoding);
  const decoded = (by: InstanceType<typeof TextDecoder>, bytes: Buffer, stream: boolean): string => {
    const text = by.decode(bytes, { stream });
    if (strict && NO_CHARACTER.test(text)) throw new TypeError('no character');
    return text;
  };
  try {
    return Buffer.from(decoded(decoder, piece, !last));
  } catch {
    // The line is found by decoding each alone; where none fails, the fault lies where the pieces meet.
    const alone = new TextDecoder(decoder.encoding, { fatal: true });
    let at = line();
    for (let from = 0; !wide && from < piece.length; at++) {
      const end = piece.indexOf(0x0a, from);
      try {
        decoded(alone, piece.subarray(from, end < 0 ? piece.length : end), false);
      } catch {
        break;
      }
      if (end < 0) break;
      from = end + 1;
    }
    const problem = `bytes that are not ${encoding}; correct the line, or state another --encoding`;
    throw new LikewiseError('wrong-encoding', `${file}, ${wide ? 'from line' : 'line'} ${at}: ${problem}.`, { file, line: at });
  }
}

/** A file whose start holds zero bytes, or many control characters, is no text. */
function refuseBinary(file: string, head: Buffer): void {
  const start = head.subarray(0, 4096);
  // Tabs, line ends and page breaks are text.
  const controls = start.filter((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d)).length;
  if (controls * 10 <= start.length && !start.includes(0)) return;
  const zeros = [0, 1].map((odd) => start.filter((byte, at) => at % 2 === odd && byte === 0).length / (start.length / 2));
  const wide = zeros[1] > 0.7 && zeros[0] < 0.3 ? 'utf-16' : zeros[0] > 0.7 && zeros[1] < 0.3 ? 'utf-16be' : undefined;
  const problem =
    wide === undefined
      ? 'is a binary file, not text; give CSV, TSV, JSONL (each also .gz) or Parquet'
      : `looks like UTF-16 without its mark; state --encoding ${wide}`;
  throw new LikewiseError('binary-file', `${file} ${problem}.`, { file });
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
