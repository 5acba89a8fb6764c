/** JSON text → the texts of its records: one a line, or one after the other over lines, as in a single array. */
import { LikewiseError } from '@likewise/core';
import { LONGEST_ROW_BYTES, tooLong } from './delimited-rows.ts';

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b; // [ {
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d; // ] }

export interface JsonRecord {
  readonly text: string;
  /** Line on which it starts; the first is 1. */
  readonly line: number;
}

/** Cuts records off the front of what comes in; long ones are put together once. */
export interface RecordCutter {
  /** Line up to which was read. */
  line(): number;
  /** The records that the bytes end; `last`: these are the last bytes. @throws LikewiseError `row-too-long`, `invalid-json` */
  cut(bytes: Buffer, last: boolean): JsonRecord[];
}

/** One record a line; lines of blanks are none. */
export function lineCutter(file: string): RecordCutter {
  const pending = new Pending(file);
  let line = 1;
  return {
    line: () => line,
    cut(bytes, last) {
      const end = last ? bytes.length : bytes.lastIndexOf(LF) + 1;
      if (end === 0 && !last) {
        pending.keep(bytes, line);
        return [];
      }
      const records: JsonRecord[] = [];
      const text = pending.with(bytes.subarray(0, end));
      const lines = text.split('\n');
      if (lines.at(-1) === '') lines.pop();
      for (const one of lines) {
        if (one.trim() !== '') records.push({ text: one, line });
        line++;
      }
      pending.keep(bytes.subarray(end), line);
      return records;
    },
  };
}

/** Records that stand in one array, or one after the other, and may go over several lines. */
export function nestedCutter(file: string): RecordCutter {
  const pending = new Pending(file);
  let line = 1;
  let startLine = 1;
  /** Of brackets within the record. */
  let depth = 0;
  let inString = false;
  let escaped = false;
  let array: 'none' | 'open' | 'closed' = 'none';
  let found = 0;
  const refuse = (problem: string): LikewiseError =>
    new LikewiseError('invalid-json', `${file}, line ${line}: ${problem}.`, { file, line });
  return {
    line: () => line,
    cut(bytes, last) {
      const records: JsonRecord[] = [];
      let from = depth > 0 ? 0 : -1;
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at];
        if (byte === LF) line++;
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
        } else if (depth === 0) {
          // Blanks and commas stand between records.
          if (byte <= 0x20 || byte === 0x2c) continue;
          if (array === 'closed') throw refuse('something stands behind the end of the JSON array; one array or one object a line is read');
          if (byte === 0x5b && array === 'none' && found === 0) array = 'open';
          else if (byte === 0x5d && array === 'open') array = 'closed';
          else if (isOpening(byte)) {
            depth = 1;
            from = at;
            startLine = line;
          } else {
            const shown = JSON.stringify(bytes.toString('utf8', at, at + 20));
            throw refuse(`an object such as {"user":"ann","item":"tea"} must stand here; got ${shown}`);
          }
        } else if (byte === QUOTE) inString = true;
        else if (isOpening(byte)) depth++;
        else if (isClosing(byte) && --depth === 0) {
          records.push({ text: pending.with(bytes.subarray(from, at + 1)), line: startLine });
          found++;
          from = -1;
        }
      }
      if (from >= 0) pending.keep(bytes.subarray(from), startLine);
      if (last && (depth > 0 || array === 'open'))
        throw refuse('the JSON ends too early: a bracket is not closed; copy or download the file again');
      return records;
    },
  };
}

/** Bytes of a record whose end is still to come. */
class Pending {
  readonly #file: string;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws LikewiseError `row-too-long` */
  keep(bytes: Buffer, line: number): void {
    if (bytes.length === 0) return;
    this.#parts.push(Buffer.from(bytes));
    this.#bytes += bytes.length;
    if (this.#bytes > LONGEST_ROW_BYTES) throw tooLong(this.#file, line);
  }

  /** What was kept, and these bytes, as text. */
  with(bytes: Buffer): string {
    if (this.#parts.length === 0) return bytes.toString('utf8');
    const text = Buffer.concat([...this.#parts, bytes]).toString('utf8');
    this.#parts = [];
    this.#bytes = 0;
    return text;
  }
}
