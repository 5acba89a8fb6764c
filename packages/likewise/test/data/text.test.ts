/** Text as other programs write it: marks, encodings, comments, separators, line ends, quotes. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RowSplitter } from '../../src/data/cells/delimited-rows.ts';
import { readLines } from '../../src/data/cells/read-lines.ts';
import { readBaskets } from '../../src/data/read/baskets.ts';
import { readFeatures } from '../../src/data/read/features.ts';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { readItems } from '../../src/data/read/items.ts';
import { readLinks } from '../../src/data/read/links.ts';
import { readTable } from '../../src/data/read/table.ts';
import { file, refusal, shown } from './files.ts';

const told = async (content: string | Uint8Array, options: ReadOptions = {}, name = 'x.csv') => {
  const { interactions, report } = await readInteractions(file(content, name), options);
  return { rows: shown(interactions), said: report.messages.join('\n'), report };
};
/** Bytes of a text in an encoding of two bytes a character, by hand. */
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const apple = { gbk: [0xc6, 0xbb, 0xb9, 0xfb], shift_jis: [0x83, 0x8a, 0x83, 0x93, 0x83, 0x53] };

test('case 60: byte marks of every kind of file', async () => {
  const mark = '\ufeff';
  expect((await told(`${mark}${mark}u1,i1,3\nu2,i1,4\n`)).rows).toEqual(['u1 i1 3', 'u2 i1 4']);
  expect(await readLines(file(`${mark}x1\r\nx2\r\n\r\n`))).toEqual(['x1', 'x2']);
  expect(await readLines(file(gzipSync(`${mark}x1\rx2`)))).toEqual(['x1', 'x2']);
  expect(await readLines(file(Buffer.from(`${mark}x1\nx2`, 'utf16le')))).toEqual(['x1', 'x2']);
  expect((await readLinks(file(`${mark}a b\nb a\n`))).links.nodes.ids).toEqual(['a', 'b']);
  expect(await readBaskets(file(`${mark}tea,milk\n`))).toEqual([['tea', 'milk']]);
  expect((await told(`${mark}{"user":"u1","item":"i1"}\n`, {}, 'x.jsonl')).rows).toEqual(['u1 i1 1']);
  const joined = await told(`${mark}u1,i1,3\n${mark}u2,${mark}é,4\n${'u3,i1,2\n'.repeat(70_000)}${mark}u4,i2,5\n`);
  expect(joined.rows).toEqual(['u1 i1 3', `u2 ${mark}é 4`, 'u3 i1 2', 'u4 i2 5']);
  expect(joined.said).toContain('byte marks within the file, where others were joined to it, were left out: 2');
  const error = await refusal(readInteractions(file(`${mark}u1,i1,3\n`), { encoding: 'gbk' }));
  expect(error.message).toMatch(/begins with the mark of UTF-8; leave --encoding gbk out/);
});

describe('case 61: encodings by name', () => {
  test.each([
    ['gbk', bytes('u1,', apple.gbk, ',3\nu2,', apple.gbk, ',4\n'), '苹果'],
    ['GB18030', bytes('u1,', apple.gbk, ',3\nu2,', apple.gbk, ',4\n'), '苹果'],
    ['cp932', bytes('u1,', apple.shift_jis, ',3\nu2,', apple.shift_jis, ',4\n'), 'リンゴ'],
    ['Shift_JIS', bytes('u1,', apple.shift_jis, ',3\nu2,', apple.shift_jis, ',4\n'), 'リンゴ'],
    ['windows-1251', bytes('u1,\xdf\xe1\xeb\xee\xea\xee,3\nu2,\xdf\xe1\xeb\xee\xea\xee,4\n'), 'Яблоко'],
    ['euc-kr', bytes('u1,', [0xbb, 0xe7, 0xb0, 0xfa], ',3\nu2,', [0xbb, 0xe7, 0xb0, 0xfa], ',4\n'), '사과'],
    ['big5', bytes('u1,', [0xc4, 0xab, 0xaa, 0x47], ',3\nu2,', [0xc4, 0xab, 0xaa, 0x47], ',4\n'), '蘋果'],
    ['utf-16be', Buffer.from('u1,é,3\nu2,é,4\n', 'utf16le').swap16(), 'é'],
  ])('%s', async (encoding, content, item) => {
    const { rows, said } = await told(content, { encoding });
    expect(rows).toEqual([`u1 ${item} 3`, `u2 ${item} 4`]);
    expect(said).not.toContain('warning');
  });

  test('characters are whole wherever the pieces of the file end', async () => {
    for (const shift of ['', '-']) {
      const content = bytes(
        `user,item,rating${shift}\n`,
        Array.from({ length: 200_000 }, (_, k) => [...apple.gbk, 0x2c, 0x30 + (k % 7), 0x2c, 0x31, 0x0a]).flat(),
      );
      const { report, rows } = await told(content, { encoding: 'gbk' });
      expect([report.rows, rows.length, rows[1]]).toEqual([200_000, 7, '苹果 1 1']);
    }
  });

  test('an unknown name is refused with a near one, a wrong one by line', async () => {
    const text = file('u1,i1,3\n');
    expect((await refusal(readInteractions(text, { encoding: 'shiftjis2' }))).code).toBe('unknown-encoding');
    expect((await refusal(readInteractions(text, { encoding: 'window-1251' }))).message).toMatch(/did you mean "windows-1251"/);
    for (const name of ['__proto__', 'constructor', '']) {
      const error = await refusal(readInteractions(text, { encoding: name }));
      expect([error.code, error.message.includes('\n')]).toEqual(['unknown-encoding', false]);
    }
    const wrong = file(bytes('u1,i1,3\nu2,i2,4\nu3,\x81\x20,5\n'));
    expect((await refusal(readInteractions(wrong, { encoding: 'gbk' }))).message).toMatch(/line 3: bytes that are not gbk; correct/);
  });

  test.each([
    ['gbk', bytes('u1,', apple.gbk, ',3\nu2,', [0xcf, 0xe3, 0xbd, 0xb6], ',4\nu3,', [0xcd, 0xf5], ',4\n'), /"苹果" in gbk.*--encoding gbk/],
    ['shift_jis', bytes('u1,', apple.shift_jis, ',3\nu2,', apple.shift_jis, ',4\n'), /"リンゴ" in shift_jis.*--encoding shift_jis/],
    ['windows-1251', bytes('u1,\xdf\xe1\xeb\xee\xea\xee,3\nu2,\xdf\xe1\xeb\xee\xea\xee,4\n'), /"Яблоко" in windows-1251/],
    ['none that is known', bytes('u1,\xa1\xb2\xff\xfe\x81\x90,3\nu2,i,4\n'), /state --encoding, as in/],
  ])('a guess of latin-1 that looks like %s is warned of', async (_, content, sentence) => {
    const { said } = await told(content);
    expect(said).toMatch(/warning: the encoding is a guess: .*latin-1/);
    expect(said).toMatch(sentence);
    expect((await told(content, { encoding: 'latin-1' })).said).not.toContain('warning');
  });

  test('Western text is not', async () => {
    for (const text of [
      'René,Crème brûlée,3\n',
      'Müller,Äpfel für 3 €,3\n'.replace('€', '\x80'),
      'José,Niño – ¿qué?,3\n'.replace('–', '\x96'),
    ])
      expect((await told(Buffer.from(text, 'latin1'))).said).not.toContain('warning');
  });

  test('UTF-16 without its mark is named as such', async () => {
    const error = await refusal(readInteractions(file(Buffer.from('user,item\na,b\nc,d\n', 'utf16le'))));
    expect(error.message).toMatch(/looks like UTF-16 without its mark; state --encoding utf-16/);
  });
});

describe('case 64: blanks separate', () => {
  test.each([
    ['runs of them', '1  701  5\n1  702  3\n2   701 4\n'],
    ['at the start of a line', ' 1 701 5\n 1 702 3\n 2 701 4\n'],
    ['at its end', ' 1 701 5 \r\n1 702 3  \r\n2  701 4 '],
  ])('%s', async (_, content) => {
    expect((await told(content)).rows).toEqual(['1 701 5', '1 702 3', '2 701 4']);
  });

  test('rows are the same wherever the pieces end', () => {
    const text = Buffer.from(' 1  701 5 \r\n1 702  3\n\n  2 701 4');
    for (let step = 1; step < 9; step++) {
      const splitter = new RowSplitter({ name: 'x', delimiter: Buffer.from(' '), quoted: false });
      const buffer = Buffer.alloc(text.length + 8);
      const found: string[] = [];
      let filled = 0;
      for (let at = 0; at < text.length; at += step) {
        filled += text.copy(buffer, filled, at, at + step);
        const used = splitter.split(buffer, filled, at + step >= text.length);
        for (let cell = 0; cell < splitter.rows * splitter.width; cell++)
          found.push(buffer.toString('latin1', splitter.bounds[2 * cell], splitter.bounds[2 * cell + 1]));
        buffer.copy(buffer, 0, used, filled);
        filled -= used;
      }
      expect(found.join(' ')).toBe('1 701 5 1 702 3 2 701 4');
    }
  });
});

test('case 65: the first line of Excel names the separator', async () => {
  const { rows, said } = await told('sep=;\r\nuser;item;rating\r\nana;tea, green;4\r\nben;tea, green;3\r\n');
  expect(rows).toEqual(['ana tea, green 4', 'ben tea, green 3']);
  expect(said).toContain('line 1, sep=;, names the separator and is no row');
  const error = await refusal(readInteractions(file('"sep=|"\na|b|x\n'), { columns: 'user,item,rating' }));
  expect(error.message).toMatch(/line 2: rating must be .*"x"/);
});

describe('lines before the data', () => {
  test('comments are left out, told, and keep the numbers of lines', async () => {
    const { rows, said } = await told('# made by hand\n#\n\n% 3 rows\nuser,item,rating\na,x,3\nb,#y,4\n');
    expect(rows).toEqual(['a x 3', 'b #y 4']);
    expect(said).toContain('3 lines at the start are comments and were left out: # made by hand');
    const error = await refusal(readInteractions(file('# one\nuser,item,rating\na,x,z\n')));
    expect(error.message).toMatch(/line 3: rating/);
  });

  test('a comment that names the columns is the header', async () => {
    const { rows, said } = await told('# exported\n#rating\titem\tuser\n3\tx\ta\n4\ty\tb\n');
    expect(rows).toEqual(['a x 3', 'b y 4']);
    expect(said).toContain('line 2 names the columns behind a #');
  });

  test('what may as well be a row is refused; a row may begin with # later, or in quotes', async () => {
    const error = await refusal(readInteractions(file('#music,x,3\nb,y,4\n')));
    expect([error.code, error.message]).toEqual([
      'ambiguous-comment',
      expect.stringMatching(/line 1: "#music,x,3" begins with # like a comment/),
    ]);
    expect((await told('"#music",x,3\n#b,y,4\n')).rows).toEqual(['#b y 4', '#music x 3']);
    expect((await told('#a,x,3\n#b,y,4\n')).rows).toEqual(['#a x 3', '#b y 4']);
    expect((await refusal(readBaskets(file('#sale\ntea,milk\n')))).code).toBe('ambiguous-comment');
    expect(await readBaskets(file('# shop\ntea,milk\n'))).toEqual([['tea', 'milk']]);
  });
});

test('readers of items, features, links and tables tell it too', async () => {
  const content = '# by hand\nitem,title\n1,Tea\n2,Milk\n';
  const said = /: line 1 is a comment and was left out: # by hand$/;
  const { report } = await readItems(file(content));
  expect(report.messages).toContainEqual(expect.stringMatching(said));
  const features = await readFeatures([file('# by hand\nitem,kind,price\n1,a,2\n2,b,3\n3,a,2\n')], 'item');
  expect(features.report.messages).toContainEqual(expect.stringMatching(said));
  expect((await readTable(file(content))).notes).toEqual([expect.stringMatching(said)]);
  const links = await readLinks(file('sep=;\na;b\n'));
  expect(links.report.messages).toContainEqual(expect.stringMatching(/names the separator/));
});

test('CR alone ends lines', async () => {
  const { rows, said } = await told('user,item,rating\ra,x,3\rb,"y, z",4\r');
  expect(rows).toEqual(['a x 3', 'b y, z 4']);
  expect(said).toContain('lines end in CR alone');
  const long = `user,item,rating\r${Array.from({ length: 90_000 }, (_, k) => `u${k % 9},i${k},3\r`).join('')}`;
  expect((await told(long)).report.rows).toBe(90_000);
  const error = await refusal(readInteractions(file(`${long}u,i,x\r`)));
  expect(error.message).toMatch(/line 90002: rating/);
});

describe('case 76: quotes within quotes', () => {
  const books =
    '"ISBN";"Book-Title"\n"K1";"The \\"Long\\" Walk"\n"K2";"Salt; a \\\\ story"\n"K3";"Real \\"J; P\\" Life"\n"K4";"Twice ""said"""\n';

  test('are written with a backslash where the file shows it', async () => {
    const { items } = await readItems(file(books));
    expect([...items.values()].map(({ title }) => title)).toEqual([
      'The "Long" Walk',
      'Salt; a \\ story',
      'Real "J; P" Life',
      'Twice "said"',
    ]);
  });

  test('a cell may end in a backslash where it does not', async () => {
    const { rows } = await readTable(file('id,name\n"C:\\","a ""b"""\n"D:\\x\\",c\n'));
    expect(rows).toEqual([
      ['C:\\', 'a "b"'],
      ['D:\\x\\', 'c'],
    ]);
  });

  test('rows are the same wherever the pieces end', () => {
    const text = Buffer.from('"a\\"b",1\n"c ""d""",2\n"e\\\\",3\n');
    for (let step = 1; step < 12; step++) {
      const splitter = new RowSplitter({ name: 'x', delimiter: Buffer.from(','), quoted: true });
      const buffer = Buffer.alloc(text.length + 8);
      const found: string[] = [];
      let filled = 0;
      for (let at = 0; at < text.length; at += step) {
        filled += text.copy(buffer, filled, at, at + step);
        const used = splitter.split(buffer, filled, at + step >= text.length);
        for (let cell = 0; cell < splitter.rows * splitter.width; cell++)
          found.push(buffer.toString('latin1', splitter.bounds[2 * cell], splitter.bounds[2 * cell + 1]));
        buffer.copy(buffer, 0, used, filled);
        filled -= used;
      }
      expect(found, `pieces of ${step}`).toEqual(['a"b', '1', 'c "d"', '2', 'e\\', '3']);
    }
  });
});

test('separators with the names of object properties are text like any other', async () => {
  for (const delimiter of ['__proto__', 'constructor', 'toString'])
    expect((await told(`a${delimiter}x${delimiter}3\nb${delimiter}y${delimiter}4\n`, { delimiter })).rows).toEqual(['a x 3', 'b y 4']);
  const { report } = await told('user,item,rating,__proto__,constructor\na,x,3,m,n\nb,y,4,o,p\n');
  expect(report.columns.context).toEqual(['__proto__', 'constructor']);
  const items = file('item,title,__proto__,constructor\n1,Tea,a,b\n2,Milk,c,d\n3,Jam,a,b\n');
  expect(Object.entries((await readItems(items)).items.get('2')?.features ?? {})).toEqual([
    ['__proto__', 'c'],
    ['constructor', 'd'],
  ]);
  const { features } = await readFeatures([items], 'item');
  expect(features.names).toEqual(expect.arrayContaining(['__proto__=a', '__proto__=c', 'constructor=b', 'constructor=d']));
});

describe('a CR alone in a file whose lines end in LF', () => {
  const lone = /line (\d+): a CR stands alone within the line/;
  const lineOf = async (reading: Promise<unknown>): Promise<number> => Number(lone.exec((await refusal(reading)).message)?.[1]);

  test('is refused by its line, wherever it stands', async () => {
    expect(await lineOf(readBaskets(file('tea,jam\nmilk,tea\rbread,jam\ntea,milk\n')))).toBe(2);
    expect(await lineOf(readInteractions(file('user,item,rating\n1,a,3\n2,b,4\r3,c,5\n')))).toBe(3);
    expect(await lineOf(readInteractions(file('user,rating,item\n1,3,a\r\r\n2,4,b\r\r\n')))).toBe(2);
    expect(await lineOf(readInteractions(file('0 1 2\n1 2 4\r5\n2 7\n')))).toBe(2);
    expect(await lineOf(readLines(file('x1\nx2\rx3\n')))).toBe(2);
    const rows = 'u,5,item\n'.repeat(300_000);
    for (const shift of ['', 'x', 'xy']) expect(await lineOf(readBaskets(file(`${shift}${rows}v,5,i\rtem\n${rows}`)))).toBe(300_001);
  });

  test('stays where quotes hold it, and is none before LF and at the end', async () => {
    expect((await told('user,rating,item\r\n1,3,"a\rb"\r\n2,4,b\r\n3,4,c\r')).rows).toEqual(['1 a\rb 3', '2 b 4', '3 c 4']);
  });
});
