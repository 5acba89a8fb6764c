/** Text files as UTF-8, whatever their bytes are: the encoding is settled here, and nothing above asks for it. */
import { isAscii, isUtf8 } from 'node:buffer';
import { LikewiseError, unknownName } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';

export type Encoding = 'utf-8' | 'latin-1' | 'utf-16';

const spellings: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'latin-1': 'latin-1',
  latin1: 'latin-1',
  'iso-8859-1': 'latin-1',
  'windows-1252': 'latin-1',
  cp1252: 'latin-1',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16',
  utf16: 'utf-16',
};

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
  const encoding = stated === undefined ? undefined : spellings[stated.toLowerCase()];
  if (stated !== undefined && encoding === undefined)
    throw unknownName('unknown-encoding', `encoding "${stated}" is unknown`, stated, ['utf-8', 'latin-1', 'utf-16']);
  const decoder = new Decoder(source, encoding);
  const head = decoder.decode(source.head, source.complete, () => 1);
  return {
    ...source,
    head,
    headBytes: source.head.length,
    encoding: () => decoder.encoding,
    async *chunks(line) {
      let first = true;
      for await (const chunk of source.chunks()) {
        yield first ? head : decoder.decode(chunk, false, line);
        first = false;
      }
      if (!source.complete) yield decoder.decode(Buffer.alloc(0), true, line);
    },
  };
}

/** A file whose start holds zero bytes, or many control characters, is no text. */
function refuseBinary(name: string, head: Buffer): void {
  const start = head.subarray(0, 4096);
  // Tabs, line ends and page breaks are text.
  const controls = start.filter((byte) => byte < 0x20 && (byte < 0x09 || byte > 0x0d)).length;
  if (controls * 10 <= start.length && !start.includes(0)) return;
  throw new LikewiseError('binary-file', `${name} is a binary file, not text; give CSV, TSV, JSONL (each also .gz) or Parquet.`, {
    file: name,
  });
}

class Decoder {
  encoding: Encoding;
  readonly #name: string;
  readonly #stated: boolean;
  readonly #utf16: InstanceType<typeof TextDecoder> | undefined;
  /** Bytes of the mark, still to be passed over. */
  #mark: number;
  /** The begun character at the end of the last piece. */
  #begun: Buffer = Buffer.alloc(0);
  #sawMultibyte = false;

  constructor({ name, head }: ByteSource, stated: Encoding | undefined) {
    const mark = head.subarray(0, 3).toString('latin1');
    const bigEndian = mark.startsWith('\xfe\xff');
    const utf16 = stated === 'utf-16' || bigEndian || mark.startsWith('\xff\xfe');
    if (!utf16) refuseBinary(name, head);
    this.#name = name;
    this.#mark = mark === '\xef\xbb\xbf' && !utf16 ? 3 : 0;
    this.#utf16 = utf16 ? new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le') : undefined;
    this.#stated = stated !== undefined || this.#mark > 0;
    this.encoding = utf16 ? 'utf-16' : this.#mark > 0 ? 'utf-8' : (stated ?? 'utf-8');
  }

  /** The next piece as UTF-8; a character whose end is still to come stays behind. */
  decode(piece: Buffer, last: boolean, line: () => number): Buffer {
    if (this.#utf16 !== undefined) return this.#withoutNul(Buffer.from(this.#utf16.decode(piece, { stream: !last })), line);
    this.#withoutNul(piece, line);
    const marked = this.#mark === 0 ? piece : piece.subarray(this.#mark);
    this.#mark = 0;
    if (this.#begun.length === 0 && isAscii(marked)) return marked;
    if (this.encoding === 'latin-1') return fromLatin1(marked);
    const bytes = this.#begun.length === 0 ? marked : Buffer.concat([this.#begun, marked]);
    const end = last ? bytes.length : wholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    if (isUtf8(whole)) {
      this.#begun = Buffer.from(bytes.subarray(end));
      this.#sawMultibyte ||= !isAscii(whole);
      return whole;
    }
    const lines = whole.toString('latin1').split('\n');
    const wrong = lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1')));
    this.#sawMultibyte ||= lines.slice(0, wrong).some((text) => /[\x80-\xff]/.test(text));
    if (this.#stated || this.#sawMultibyte) {
      const at = line() + wrong;
      throw new LikewiseError(
        'wrong-encoding',
        `${this.#name}, line ${at}: bytes that are not UTF-8${this.#stated ? '' : ', though lines before are'}; correct the line, or state --encoding latin-1.`,
        { file: this.#name, line: at },
      );
    }
    this.encoding = 'latin-1';
    this.#begun = Buffer.alloc(0);
    return fromLatin1(bytes);
  }

  #withoutNul(bytes: Buffer, line: () => number): Buffer {
    const nul = bytes.indexOf(0);
    if (nul < 0) return bytes;
    const at = line() + linesIn(bytes.subarray(0, nul));
    throw new LikewiseError(
      'binary-file',
      `${this.#name}, line ${at}: a zero byte; this is a binary file, not text. Give CSV, TSV, JSONL or Parquet.`,
      { file: this.#name, line: at },
    );
  }
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
