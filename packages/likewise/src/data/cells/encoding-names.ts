/** Encodings by name: those of the WHATWG standard, as the platform's TextDecoder knows them. */
import { LikewiseError, nearestName } from '@likewise/core';

/** What an encoding is called: utf-8, latin-1, utf-16, gbk … */
export type Encoding = string;

/** Spellings beside those of the standard. latin-1 is windows-1252 there and here: of its control characters no text has use. */
const spellings = new Map(
  Object.entries({
    'utf-8': 'utf8',
    'latin-1': 'latin1 latin-1 iso-8859-1 iso8859-1 windows-1252 cp1252 cp-1252 ansi',
    'utf-16': 'utf16 utf-16le utf16le',
    'utf-16be': 'utf16be',
    gbk: 'cp936 ms936 windows-936',
    shift_jis: 'cp932 ms932 windows-932 shift-jis',
    'euc-kr': 'cp949 ms949 windows-949 uhc',
    big5: 'cp950 ms950 windows-950',
    ibm866: 'cp-866',
    'windows-1250': 'cp-1250',
    'windows-1251': 'cp-1251',
    macintosh: 'mac-roman macroman',
  }).flatMap(([name, others]) => [name, ...others.split(' ')].map((spelling) => [spelling, name] as const)),
);

/** For messages, the best known first. */
const known = `utf-8 latin-1 utf-16 utf-16be gbk gb18030 big5 shift_jis euc-jp iso-2022-jp euc-kr windows-1250 windows-1251 windows-1253
  windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 windows-874 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6
  iso-8859-7 iso-8859-8 iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 koi8-r koi8-u ibm866 macintosh`.split(/\s+/);

/** @throws LikewiseError `unknown-encoding` */
export function encodingNamed(stated: string): Encoding {
  const plain = stated.trim().toLowerCase();
  const spelled = spellings.get(plain);
  if (spelled !== undefined) return spelled;
  try {
    return new TextDecoder(plain).encoding;
  } catch {
    const near = nearestName(plain, [...known, ...spellings.keys()]);
    const problem = `encoding ${JSON.stringify(stated.slice(0, 40))} is unknown${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
    const some = 'utf-8, latin-1, utf-16, gbk, gb18030, big5, shift_jis, euc-kr, windows-1251, windows-1250, iso-8859-2, koi8-r';
    throw new LikewiseError('unknown-encoding', `${problem}; expected a name such as ${some}.`, { encoding: stated, known });
  }
}

const shownNames = new Map([
  ['utf-8', 'UTF-8'],
  ['utf-16', 'UTF-16'],
]);
/** As people write it. */
export const encodingShown = (encoding: Encoding): string => shownNames.get(encoding) ?? encoding;
