/** Files that hold a table but are not one are named, with the command that makes one of them. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readItems } from '../../src/data/read/items.ts';
import { file, refusal } from './files.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const tar = Buffer.concat([Buffer.alloc(257), latin('ustar\x0000'), Buffer.alloc(300)]);
const rest = '\x00\x01\x02 and more';

test.each<[string, Uint8Array, RegExp]>([
  [
    'ratings.zip',
    latin(`PK\x03\x04${rest}`),
    /ratings\.zip is a zip archive, which is not read as a table; make one of it \(unzip .*ratings\.zip\)/,
  ],
  [
    'ratings.xlsx',
    latin(`PK\x03\x04${rest}[Content_Types].xml`),
    /is an Excel workbook.*soffice --headless --convert-to csv .*ratings\.xlsx/,
  ],
  ['ratings.xls', latin(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${rest}`), /is an old Excel workbook/],
  ['ratings.csv.xz', latin(`\xfd7zXZ\x00${rest}`), /is xz-compressed.*xz -dk .*ratings\.csv\.xz/],
  ['ratings.csv.bz2', latin(`BZh91AY&SY${rest}`), /is bzip2-compressed.*bunzip2 -k/],
  ['ratings.csv.zst', latin(`\x28\xb5\x2f\xfd${rest}`), /is zstd-compressed.*zstd -dk/],
  ['ratings.csv.lz4', latin(`\x04\x22\x4d\x18${rest}`), /is lz4-compressed/],
  ['ratings.tar', tar, /is a tar archive.*tar -xf/],
  ['ratings.tar.gz', gzipSync(tar), /is a tar archive.*tar -xzf/],
  ['ratings.7z', latin(`7z\xbc\xaf\x27\x1c${rest}`), /is a 7z archive/],
  ['ratings.rar', latin(`Rar!\x1a\x07${rest}`), /is a RAR archive/],
  ['ratings.db', latin(`SQLite format 3\x00${rest}`), /is an SQLite database.*sqlite3 -csv -header .* > .*ratings\.csv/],
  ['ratings.npy', latin(`\x93NUMPY${rest}`), /is a NumPy array/],
  ['ratings.pkl', latin(`\x80\x04\x95${rest}`), /is a Python pickle.*read_pickle\('.*ratings\.pkl'\)\.to_csv\('.*ratings\.csv'/],
  ['ratings.h5', latin(`\x89HDF\r\n\x1a\n${rest}`), /is an HDF5 file/],
  ['ratings.feather', latin(`ARROW1\x00${rest}`), /is an Arrow \(Feather\) file/],
  ['ratings.orc', latin(`ORC${rest}`), /is an ORC file/],
  ['ratings.avro', latin(`Obj\x01${rest}`), /is an Avro file/],
  ['ratings.pdf', latin(`%PDF-1.7${rest}`), /is a PDF/],
])('%s', async (name, content, sentence) => {
  for (const read of [readInteractions, readItems]) {
    const error = await refusal(read(file(content, name)));
    expect([error.code, error.message]).toEqual(['packed-file', expect.stringMatching(sentence)]);
    expect(error.message).not.toContain('\n');
  }
});

test('text that begins alike is text', async () => {
  for (const user of ['ORC', 'BZh9', 'PK', 'Obj', '7z']) {
    const { interactions } = await readInteractions(file(`${user},x,3\nb,y,4\n`));
    expect(interactions.users.ids).toContain(user);
  }
});
