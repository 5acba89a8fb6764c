/** Which characters the bytes stand for: UTF-8, or latin-1 where they cannot be UTF-8. */
import { isAscii, isUtf8 } from 'node:buffer';
import { LikewiseError, unknownName } from '@likewise/core';

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

/** @throws LikewiseError `unknown-encoding` */
export function encodingNamed(name: string): Encoding {
  const encoding = spellings[name.toLowerCase()];
  if (encoding === undefined) throw unknownName('unknown-encoding', `encoding "${name}" is unknown`, name, ['utf-8', 'latin-1', 'utf-16']);
  return encoding;
}

/** Characters of the bytes 0x80–0x9f in windows-1252, of which printable latin-1 is a part. */
const upperControls =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

/** Text of the bytes from `start` to before `end`. */
export function decode(bytes: Uint8Array, start: number, end: number, encoding: Encoding): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  if (encoding !== 'latin-1') return view.toString('utf8');
  return view.toString('latin1').replace(/[\x80-\x9f]/g, (control) => upperControls[control.charCodeAt(0) - 0x80]);
}

/**
 * Watches whole rows go by and settles the encoding: UTF-8 until bytes appear that cannot be; then latin-1, unless the
 * file already held true UTF-8 or the caller stated UTF-8, in which case the line is refused.
 */
export class EncodingWatch {
  encoding: Encoding;
  readonly #stated: boolean;
  readonly #name: string;
  #sawMultibyte = false;

  constructor(name: string, stated: Encoding | undefined) {
    this.#name = name;
    this.#stated = stated !== undefined;
    this.encoding = stated ?? 'utf-8';
  }

  /** @throws LikewiseError `binary-file`, `wrong-encoding` */
  check(rows: Buffer, firstLine: number): void {
    const nul = rows.indexOf(0);
    if (nul >= 0) {
      const line = firstLine + countLines(rows, nul);
      throw new LikewiseError(
        'binary-file',
        `${this.#name}, line ${line}: a zero byte; this is a binary file, not text. Give CSV, TSV, JSONL or Parquet.`,
        {
          file: this.#name,
          line,
        },
      );
    }
    if (this.encoding === 'latin-1' || isAscii(rows)) return;
    if (isUtf8(rows)) {
      this.#sawMultibyte = true;
      return;
    }
    let at = 0;
    let line = firstLine;
    for (;;) {
      const end = rows.indexOf(0x0a, at);
      const part = rows.subarray(at, end < 0 ? rows.length : end);
      if (!isUtf8(part)) break;
      if (!isAscii(part)) this.#sawMultibyte = true;
      if (end < 0) break;
      at = end + 1;
      line++;
    }
    if (this.#stated || this.#sawMultibyte) {
      throw new LikewiseError(
        'wrong-encoding',
        `${this.#name}, line ${line}: bytes that are not UTF-8${this.#stated ? '' : ', though lines before are'}; correct the line, or state --encoding latin-1.`,
        { file: this.#name, line },
      );
    }
    this.encoding = 'latin-1';
  }
}

function countLines(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}
