/** JSON as blocks of cells: one object a line (JSONL), over several lines, or in one array. */
import { LikewiseError } from '@likewise/core';
import { type CellBlock, type CellTable, SAMPLE_ROWS } from './cell-table.ts';
import { shortened } from './cell-values.ts';
import { eachField, refusePython } from './json-fields.ts';
import { type JsonRecord, lineCutter, nestedCutter, type RecordCutter } from './json-records.ts';
import { RowLines, whereIn } from './row-lines.ts';
import type { TextSource } from './text-encoding.ts';
import { slicesOf } from './text-slices.ts';

/** Objects keyed by ids are no table. */
const MOST_FIELDS = 1024;
/** Cells of a block and of the sample, about. */
const BLOCK_CELLS = 1 << 18;

/** What records are called that are lists, where these are read. */
const LIST = 'record';

/** @param lists whether records may be lists @throws LikewiseError `python-dicts` */
export function isJson({ head, name: file, path }: TextSource, lists = false): boolean {
  const text = head.toString('utf8', 0, 4096).trimStart();
  const isJsonName = /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path);
  if (/^\[?\s*\{/.test(text)) refusePython(file, text, 1);
  if (lists && /^\[\s*(?:\[\s*)?["'\d]/.test(text)) return true;
  if (text.startsWith('[')) return isJsonName || /^\[\s*\{\s*("(?:[^"\\]|\\.)*"\s*:|\})/.test(text);
  return text.startsWith('{') && (isJsonName || /^\{\s*("(?:[^"\\]|\\.)*"\s*:|\})/.test(text));
}

/** @param known fields of other parts of the same table @param lists whether records may be lists, which are then the one field of theirs */
export function jsonTable(source: TextSource, known: readonly string[] = [], lists = false): CellTable {
  const { name: file, head, complete, compressed, fileBytes, headBytes } = source;
  const list = lists ? LIST : undefined;
  const cutterFor = isNested(head, lists) ? nestedCutter : lineCutter;
  const first = firstRecords(file, cutterFor(file), head, complete);
  const records = first.map((record) => {
    const fields = new Map<string, string>();
    eachField(file, record, (field, text) => fields.set(field, text), list);
    return fields;
  });
  const names = [...new Set([...known, ...records.flatMap((record) => [...record.keys()])])];
  if (names.length > MOST_FIELDS) {
    const some = names.slice(0, 3).map((name) => shortened(name));
    const problem = `the first ${records.length} records have ${names.length} different fields (${some.join(', ')} …), more than ${MOST_FIELDS}`;
    throw new LikewiseError('invalid-json', `${file}: ${problem}; write one record a pair instead of objects keyed by ids.`, { file });
  }
  const places = new Map(names.map((key, place) => [key, place]));
  const lines = new RowLines();
  /** Fields that come late, and where they first do. */
  const late = new Map<string, number>();
  const sampled = Math.min(SAMPLE_ROWS, Math.max(1, Math.floor(BLOCK_CELLS / names.length)));
  return {
    file,
    format: 'jsonl',
    delimiter: undefined,
    header: true,
    names,
    width: names.length,
    sample: records.slice(0, sampled).map((record) => names.map((key) => record.get(key) ?? '')),
    estimatedRows: fileBytes === undefined || compressed ? undefined : (fileBytes * Math.max(1, records.length)) / headBytes,
    fileBytes,
    compressed,
    encoding: source.encoding,
    notes: () => [...source.notes(), ...(isNested(head, lists) && isArray(head) ? ['one JSON array'] : []), ...lateNote(late)],
    where: whereIn(lines),
    blocks,
    close: async () => source.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    const cutter = cutterFor(file);
    const most = Math.max(1, Math.floor(BLOCK_CELLS / names.length));
    const chunks = source.chunks(() => cutter.line());
    let rows = 0;
    for (let done = false; !done; ) {
      const { value: chunk, done: ended = false } = await chunks.next();
      done = ended;
      const found = cutter.cut(ended ? Buffer.alloc(0) : chunk, ended);
      for (let from = 0; from < found.length; from += most) {
        const part = found.slice(from, from + most);
        const cells = new Array<string>(part.length * names.length).fill('');
        for (const [place, record] of part.entries()) {
          lines.jump(rows + place, record.line);
          eachField(
            file,
            record,
            (field, text) => {
              const column = places.get(field);
              if (column !== undefined) cells[place * names.length + column] = text;
              else if (late.size < MOST_FIELDS && text !== '' && !late.has(field)) late.set(field, record.line);
            },
            list,
          );
        }
        yield { rows: part.length, slices: slicesOf(cells, names.length) };
        rows += part.length;
      }
    }
  }
}

const isArray = (head: Buffer): boolean => /^\s*\[/.test(head.toString('utf8', 0, 4096));

/** Whether records go over several lines, or stand in one array. */
function isNested(head: Buffer, lists: boolean): boolean {
  // A list of texts or numbers is one record, and the next stands on the next line.
  if (lists && /^\s*\[\s*["'\d]/.test(head.toString('utf8', 0, 4096))) return false;
  if (isArray(head)) return true;
  const [line] = head.toString('utf8').trimStart().split('\n', 1);
  try {
    JSON.parse(line);
    return false;
  } catch {
    // {"user": 1, and the rest on the next lines; what is broken is told by its line.
    return /^\{\s*$|^\{.*[,:[{]\s*$/.test(line);
  }
}

function firstRecords(file: string, cutter: RecordCutter, head: Buffer, complete: boolean): JsonRecord[] {
  const records = cutter.cut(head, complete);
  if (records.length > 0) return records;
  const problem = complete ? 'holds no records' : `begins with a record longer than ${head.length >> 20} MiB`;
  throw new LikewiseError(complete ? 'empty-file' : 'row-too-long', `${file} ${problem}; give one JSON object a line.`, { file });
}

function lateNote(late: ReadonlyMap<string, number>): string[] {
  if (late.size === 0) return [];
  const some = [...late].slice(0, 5).map(([name, line]) => `${shortened(name)} (line ${line})`);
  const more = late.size > 5 ? ` and ${late.size - 5} more` : '';
  return [`warning: fields that first come late were left out: ${some.join(', ')}${more}; give the first record those that count`];
}
