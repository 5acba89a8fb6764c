/** Files that hold a table but are not one: what they are, by their first bytes, and the command that makes one of them. */
import { LikewiseError } from '@likewise/core';

interface Kind {
  /** What it is, as after "is". */
  readonly called: string;
  /** The command that makes a table of it; `#` is the file, `~` the file without its ending. */
  readonly command: string;
}

const latin = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to);
const python = (lines: string): string => `python3 -c "${lines}"`;

/** By the bytes at the start. */
const starts: readonly (readonly [magic: string, kind: Kind])[] = [
  ['\xfd7zXZ\x00', { called: 'xz-compressed', command: 'xz -dk #' }],
  ['\x28\xb5\x2f\xfd', { called: 'zstd-compressed', command: 'zstd -dk #' }],
  ['\x04\x22\x4d\x18', { called: 'lz4-compressed', command: 'lz4 -dk #' }],
  ['7z\xbc\xaf\x27\x1c', { called: 'a 7z archive', command: '7z x #' }],
  ['Rar!\x1a\x07', { called: 'a RAR archive', command: 'unrar x #' }],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', { called: 'an old Excel workbook (xls)', command: 'soffice --headless --convert-to csv #' }],
  ['SQLite format 3\x00', { called: 'an SQLite database', command: "sqlite3 -csv -header # 'SELECT * FROM ratings' > ~.csv" }],
  ['\x93NUMPY', { called: 'a NumPy array', command: python("import numpy; numpy.savetxt('~.csv', numpy.load('#'), '%s', ',')") }],
  ['\x89HDF\r\n\x1a\n', { called: 'an HDF5 file', command: python("import pandas; pandas.read_hdf('#').to_csv('~.csv', index=False)") }],
  [
    'ARROW1\x00',
    { called: 'an Arrow (Feather) file', command: python("import pandas; pandas.read_feather('#').to_csv('~.csv', index=False)") },
  ],
  ['ORC', { called: 'an ORC file', command: python("import pandas; pandas.read_orc('#').to_csv('~.csv', index=False)") }],
  ['Obj\x01', { called: 'an Avro file', command: 'avro-tools tojson # > ~.jsonl' }],
  ['%PDF-', { called: 'a PDF', command: 'pdftotext -layout # ~.txt' }],
];

const workbook: Kind = { called: 'an Excel workbook', command: 'soffice --headless --convert-to csv #' };
const pickle: Kind = { called: 'a Python pickle', command: python("import pandas; pandas.read_pickle('#').to_csv('~.csv', index=False)") };

function kindOf(head: Buffer, compressed: boolean): Kind | undefined {
  const start = latin(head, 0, 24);
  const known = starts.find(([magic]) => start.startsWith(magic) && (magic !== 'ORC' || head.includes(0)));
  if (known !== undefined) return known[1];
  if (/^BZh[1-9]1AY&SY/.test(start)) return { called: 'bzip2-compressed', command: 'bunzip2 -k #' };
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) {
    const names = latin(head, 0, 4096);
    if (names.includes('[Content_Types].xml') || names.includes('xl/')) return workbook;
    return { called: 'a zip archive', command: 'unzip #' };
  }
  if (latin(head, 257, 262) === 'ustar') return { called: 'a tar archive', command: compressed ? 'tar -xzf #' : 'tar -xf #' };
  return head[0] === 0x80 && head[1] >= 2 && head[1] <= 5 && head.includes(0) ? pickle : undefined;
}

/** @throws LikewiseError `packed-file` naming what the file is and the command that unpacks or converts it */
export function refusePacked(name: string, path: string, head: Buffer, compressed: boolean): void {
  const kind = kindOf(head, compressed);
  if (kind === undefined) return;
  const given = path === '-' ? 'FILE' : path;
  const plain = /^[\w./+@=-]+$/.test(given) || kind.command.startsWith('python3');
  const word = (text: string): string => (plain ? text : `'${text.replaceAll("'", () => "'\\''")}'`);
  const bare = given.replace(/(?<=[^/])\.[^./]*$/, '');
  const command = kind.command.replaceAll('#', () => word(given)).replaceAll('~', () => word(bare));
  const problem = `is ${kind.called}, which is not read as a table; make one of it (${command}) and give that`;
  throw new LikewiseError('packed-file', `${name} ${problem}.`, { file: path, kind: kind.called });
}
