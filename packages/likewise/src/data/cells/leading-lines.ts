/** Lines that stand before a table: Excel's `sep=;`, and comments. */
import { LikewiseError } from '@likewise/core';
import { shortened } from './cell-values.ts';
import { roleNamed } from './column-names.ts';
import type { TextSource } from './text-encoding.ts';

interface Comment {
  readonly line: number;
  readonly text: string;
}

export interface LeadingLines {
  /** What Excel's first line says; `undefined` without it. */
  readonly delimiter: string | undefined;
  readonly comments: readonly Comment[];
  /** Bytes of the head that they take. */
  readonly bytes: number;
}

const HINT = /^\ufeff?"?sep=(.)"?$/i;
const isComment = (line: string): boolean => /^[ \t]*[#%]/.test(line);

/** Lines that begin with # or % before the first that does not; where there is no other line, they are the data. */
export function leadingLines({ head, complete }: TextSource): LeadingLines {
  let delimiter: string | undefined;
  const comments: Comment[] = [];
  let bytes = 0;
  for (let from = 0, line = 1; from < head.length; line++) {
    const found = head.indexOf(0x0a, from);
    const end = found < 0 ? head.length : found;
    // A row may be long; what it is is seen at its start.
    const text = head.toString('utf8', from, Math.min(end, from + 256)).replace(/\r$/, '');
    const hint = line === 1 ? HINT.exec(text) : null;
    if (hint !== null) delimiter = hint[1];
    else if (isComment(text)) comments.push({ line, text: head.toString('utf8', from, end).trim() });
    else if (text.trim() !== '') return { delimiter, comments, bytes };
    from = found < 0 ? head.length : found + 1;
    if (hint !== null || comments.length > 0) bytes = from;
    if (from === head.length && !complete && comments.length > 0) break;
  }
  return { delimiter, comments: [], bytes: delimiter === undefined ? 0 : head.indexOf(0x0a) + 1 };
}

/** The source with an empty line for each of them, so that lines keep their numbers, and with `header` for the last where it is given. */
export function withoutLeadingLines(source: TextSource, { bytes }: Pick<LeadingLines, 'bytes'>, header?: string): TextSource {
  if (bytes === 0) return source;
  const lines = source.head.subarray(0, bytes).filter((byte) => byte === 0x0a).length;
  const before = header === undefined ? '\n'.repeat(lines) : `${'\n'.repeat(lines - 1)}${header}\n`;
  const head = Buffer.concat([Buffer.from(before), source.head.subarray(bytes)]);
  return {
    ...source,
    head,
    async *chunks(line) {
      let first = true;
      for await (const chunk of source.chunks(line)) {
        yield first ? head : chunk;
        first = false;
      }
    },
  };
}

/**
 * The names of the columns, where the last comment holds them.
 * @param split cells of a line
 * @param width cells of the rows; `undefined` where rows may differ
 * @throws LikewiseError `ambiguous-comment` for a line of as many cells as a row that may as well be one: "#music,i1,3"
 */
export function headerAmong(
  file: string,
  { comments }: LeadingLines,
  split: (line: string) => readonly string[],
  width: number | undefined,
): string | undefined {
  for (const [place, { line, text }] of comments.entries()) {
    const bare = text.replace(/^[#%]+[ \t]*/, '');
    const cells = split(bare);
    if (width !== undefined && (cells.length !== width || width < 2)) continue;
    const last = place === comments.length - 1;
    if (last && new Set(cells.flatMap((cell) => roleNamed(cell)?.role ?? [])).size >= 2) return bare;
    if (/^[#%]+([ \t]|$)/.test(text)) continue;
    const problem = `"${shortened(text)}" begins with ${text[0]} like a comment and has fields like the rows below`;
    const remedy = `write a blank after the ${text[0]} where it is a comment, and its first cell in quotes where it is a row`;
    throw new LikewiseError('ambiguous-comment', `${file}, line ${line}: ${problem}; ${remedy}.`, { file, line });
  }
  return undefined;
}

/** What `notes` say of them. */
export function notesOf({ delimiter, comments }: LeadingLines, header: string | undefined): string[] {
  const left = header === undefined ? comments : comments.slice(0, -1);
  const notes: string[] = [];
  if (delimiter !== undefined) notes.push(`line 1, sep=${delimiter}, names the separator and is no row`);
  if (left.length > 0) {
    const which =
      left.length === 1 ? `line ${left[0].line} is a comment and was` : `${left.length} lines at the start are comments and were`;
    notes.push(`${which} left out: ${shortened(left[0].text, 60)}`);
  }
  if (header !== undefined) notes.push(`line ${comments.at(-1)?.line} names the columns behind a ${comments.at(-1)?.text[0]}`);
  return notes;
}
