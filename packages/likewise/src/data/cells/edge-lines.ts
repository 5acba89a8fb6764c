/** Edge lists as others publish them: comment lines, and any run of blanks and tabs between two ends. */
import type { TextSource } from './text-encoding.ts';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
const isMark = (byte: number): boolean => byte === 0x23 || byte === 0x25; // # as in SNAP, % as in KONECT and Matrix Market

/**
 * The same bytes without comments, each of which leaves an empty line, so that lines keep their numbers; in a file that nothing
 * but blanks separates, one tab for each run of them. A comment is a line that begins with # or % before the first edge, or with
 * # or % and a blank anywhere: a node may be called #tag.
 */
export function plainEdgeLines(source: TextSource): TextSource {
  const blanks = separatedByBlanks(source.head);
  return {
    ...source,
    head: new LineFilter(blanks).filtered(source.head),
    async *chunks(line) {
      const filter = new LineFilter(blanks);
      for await (const chunk of source.chunks(line)) yield filter.filtered(chunk);
    },
  };
}

/** Judged by the first line that is no comment. */
function separatedByBlanks(head: Buffer): boolean {
  for (let from = 0; from < head.length; ) {
    const found = head.indexOf(LF, from);
    const to = found < 0 ? head.length : found;
    const line = head.subarray(from, to).toString('latin1').trim();
    if (line !== '' && !isMark(line.charCodeAt(0))) return /[ \t]/.test(line) && !/[,;|"]|::/.test(line);
    from = to + 1;
  }
  return false;
}

class LineFilter {
  readonly #blanks: boolean;
  /** Of the line: nothing yet, a mark whose next byte decides, a comment, an edge. */
  #line: 'start' | 'mark' | 'comment' | 'edge' = 'start';
  #mark = 0;
  #seenEdge = false;
  #pending = false;

  constructor(blanks: boolean) {
    this.#blanks = blanks;
  }

  filtered(bytes: Buffer): Buffer {
    const kept = Buffer.allocUnsafe(bytes.length + 2);
    let fill = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === LF) {
        if (this.#line === 'mark' && this.#seenEdge) kept[fill++] = this.#mark;
        kept[fill++] = LF;
        if (this.#line === 'edge') this.#seenEdge = true;
        this.#line = 'start';
        this.#pending = false;
        continue;
      }
      if (this.#line === 'comment') continue;
      if (this.#line === 'mark') {
        if (!this.#seenEdge || isBlank(byte) || byte === CR) {
          this.#line = 'comment';
          continue;
        }
        kept[fill++] = this.#mark;
        this.#line = 'edge';
      } else if (this.#line === 'start' && isMark(byte)) {
        this.#line = 'mark';
        this.#mark = byte;
        continue;
      }
      if (this.#blanks) {
        if (isBlank(byte) || byte === CR) {
          this.#pending = this.#line === 'edge';
          continue;
        }
        if (this.#pending) kept[fill++] = TAB;
        this.#pending = false;
      }
      if (!isBlank(byte) || this.#line === 'edge') this.#line = 'edge';
      kept[fill++] = byte;
    }
    return kept.subarray(0, fill);
  }
}
