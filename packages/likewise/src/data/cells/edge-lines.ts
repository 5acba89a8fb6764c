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
    head: lineFilter(blanks)(source.head),
    async *chunks(line) {
      const filtered = lineFilter(blanks);
      for await (const chunk of source.chunks(line)) yield filtered(chunk);
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

/** A function for one piece after the other: a line may go over several. */
function lineFilter(blanks: boolean): (bytes: Buffer) => Buffer {
  /** Of the line: nothing yet, a mark whose next byte decides, a comment, an edge. */
  let state: 'start' | 'mark' | 'comment' | 'edge' = 'start';
  let mark = 0;
  let seenEdge = false;
  let pending = false;
  return (bytes) => {
    const kept = Buffer.allocUnsafe(bytes.length + 2);
    let fill = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === LF) {
        if (state === 'mark' && seenEdge) kept[fill++] = mark;
        kept[fill++] = LF;
        if (state === 'edge') seenEdge = true;
        state = 'start';
        pending = false;
        continue;
      }
      if (state === 'comment') continue;
      if (state === 'mark') {
        if (!seenEdge || isBlank(byte) || byte === CR) {
          state = 'comment';
          continue;
        }
        kept[fill++] = mark;
        state = 'edge';
      } else if (state === 'start' && isMark(byte)) {
        state = 'mark';
        mark = byte;
        continue;
      }
      if (blanks) {
        if (isBlank(byte) || byte === CR) {
          pending = state === 'edge';
          continue;
        }
        if (pending) kept[fill++] = TAB;
        pending = false;
      }
      if (!isBlank(byte) || state === 'edge') state = 'edge';
      kept[fill++] = byte;
    }
    return kept.subarray(0, fill);
  };
}
