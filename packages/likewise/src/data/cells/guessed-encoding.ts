/** Whether text taken for latin-1 looks like that of another encoding: what it would say, for a warning. */
import { isAscii } from 'node:buffer';

interface Candidate {
  readonly encoding: string;
  /** Share of the characters beyond ASCII that speak for it, from 0 to 1. */
  readonly fits: (text: string, lines: readonly Buffer[]) => number;
  /** Below this share it is not thought of. */
  readonly least: number;
}

const share = (text: string, pattern: RegExp): number => {
  const foreign = text.match(/\P{ASCII}/gu)?.length ?? 0;
  return foreign === 0 ? 0 : (text.match(pattern)?.length ?? 0) / foreign;
};

/** Share of the pairs of bytes whose first lies where the common characters of an encoding do. */
function sharedLead(lines: readonly Buffer[], from: number, to: number): number {
  let pairs = 0;
  let common = 0;
  for (const line of lines) {
    for (let at = 0; at < line.length; at++) {
      if (line[at] < 0x80) continue;
      pairs++;
      if (line[at] >= from && line[at] <= to) common++;
      at++;
    }
  }
  return common / pairs;
}

/** Letters as words have them: small ones, and a capital at the start. */
const words = (small: string, capital: string) => (text: string) =>
  share(text, new RegExp(`[${small}]`, 'g')) + share(text, new RegExp(`(?<![${small}${capital}])[${capital}]`, 'g'));
const kana = /[\u3041-\u3093\u30a1-\u30fc]/;

const candidates: readonly Candidate[] = [
  // Kana, or kanji whose first bytes lie where latin-1 has control characters.
  {
    encoding: 'shift_jis',
    least: 0.4,
    fits: (text, lines) =>
      (kana.test(text) ? 1 : sharedLead(lines, 0x81, 0x9f)) * share(text, /[\u3041-\u3093\u30a1-\u30fc\u4e00-\u9fff]/g),
  },
  { encoding: 'euc-kr', least: 0.95, fits: (text) => share(text, /[\uac00-\ud7a3]/g) },
  { encoding: 'gbk', least: 0.8, fits: (_, lines) => sharedLead(lines, 0xa1, 0xd7) },
  { encoding: 'big5', least: 0.8, fits: (_, lines) => sharedLead(lines, 0xa1, 0xc6) - 0.01 },
  { encoding: 'windows-1251', least: 0.9, fits: words('а-яё', 'А-ЯЁ') },
  { encoding: 'koi8-r', least: 0.9, fits: words('а-яё', 'А-ЯЁ') },
  { encoding: 'windows-1253', least: 0.95, fits: words('ά-ώ', 'Ά-Ώ') },
];

/** A warning, where the bytes beyond ASCII do not stand in the text as letters of Western words do. */
export function doubtOfLatin1(bytes: Buffer): string | undefined {
  const lines = linesBeyondAscii(bytes);
  if (lines.length === 0 || looksWestern(lines)) return undefined;
  const found = candidates
    .flatMap(({ encoding, fits, least }) => {
      const texts = decoded(lines, encoding);
      const fit = texts === undefined ? 0 : fits(texts.join('\n'), lines);
      return texts === undefined || fit < least ? [] : [{ encoding, fit, sample: firstWord(texts[0]) }];
    })
    .sort((a, b) => b.fit - a.fit)
    .slice(0, 2);
  const shown = firstWord(new TextDecoder('windows-1252').decode(lines[0]));
  const start = `warning: the encoding is a guess: the bytes are not UTF-8 and were taken for latin-1, but "${shown}" does not look like it`;
  if (found.length === 0) return `${start}; state --encoding, as in --encoding gbk, shift_jis or windows-1251`;
  const would = found.map(({ encoding, sample }) => `"${sample}" in ${encoding}`).join(' or ');
  return `${start}; it would be ${would}: state --encoding ${found[0].encoding} (or latin-1 where the guess is right)`;
}

/** The first lines with bytes beyond ASCII, at most 200. */
function linesBeyondAscii(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length && lines.length < 200; ) {
    const end = bytes.indexOf(0x0a, from);
    // A line whose end is still to come may end within a character.
    if (end < 0 && lines.length > 0) break;
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (!isAscii(line)) lines.push(line);
    from = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

/** Western words have most of their accents alone among plain letters, and none of the control characters of latin-1. */
function looksWestern(lines: readonly Buffer[]): boolean {
  let foreign = 0;
  let alone = 0;
  let controls = 0;
  for (const line of lines) {
    for (let at = 0; at < line.length; at++) {
      if (line[at] < 0x80) continue;
      foreign++;
      const beside = (line[at - 1] ?? 0) >= 0x80 || (line[at + 1] ?? 0) >= 0x80;
      if (!beside) alone++;
      // Quotes, dashes and the euro sign stand there in windows-1252.
      if (
        line[at] < 0xa0 &&
        ![0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x8a, 0x9a, 0x8c, 0x9c, 0x8e, 0x9e].includes(line[at])
      )
        controls++;
    }
  }
  return alone > foreign / 2 && controls <= foreign / 20;
}

function decoded(lines: readonly Buffer[], encoding: string): string[] | undefined {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    const texts = lines.map((line) => decoder.decode(line));
    return texts.some((text) => /[\u0080-\u009f\ue000-\uf8ff]/.test(text)) ? undefined : texts;
  } catch {
    return undefined;
  }
}

/** The first run of characters beyond ASCII with what stands beside them, as messages show it. */
const firstWord = (text: string): string => (/[^\s,;|\t"]*\P{ASCII}[^\s,;|\t"]*/u.exec(text)?.[0] ?? text).slice(0, 20);
