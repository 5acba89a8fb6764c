/** Text → words. Scripts without spaces are segmented by the host's dictionary. */
import type { LanguageRules } from './languages.ts';

/** Letters and digits, and what an apostrophe joins to them. */
const run = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
let segmenter: Intl.Segmenter | undefined;

/** In lower case, compatibility forms unified; single letters and digits of alphabets are no words. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [found] of text.normalize('NFKC').toLowerCase().matchAll(run)) {
    if (unspaced.test(found)) {
      segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
      for (const { segment, isWordLike } of segmenter.segment(found)) if (isWordLike) words.push(segment);
    } else if (found.length > 1) words.push(found.replaceAll('’', "'"));
  }
  return words;
}

export interface TermRules {
  /** Absent: words stay as they are. */
  readonly language: LanguageRules | undefined;
  readonly dropStopWords: boolean;
  /** Terms of up to this many words. */
  readonly ngrams: number;
}

/** Words → terms, by rules that remember the stems they found. */
export function termsBy({ language, dropStopWords, ngrams }: TermRules): (words: readonly string[]) => string[] {
  const stems = new Map<string, string>();
  const stemOf = (word: string): string => {
    if (language === undefined) return word;
    let stem = stems.get(word);
    if (stem === undefined) {
      stem = language.stem(word);
      stems.set(word, stem);
    }
    return stem;
  };
  return (words) => {
    const kept = language !== undefined && dropStopWords ? words.filter((word) => !language.stopWords.has(word)) : words;
    const terms = kept.map(stemOf);
    const length = terms.length;
    for (let n = 2; n <= ngrams; n++) for (let k = 0; k + n <= length; k++) terms.push(terms.slice(k, k + n).join(' '));
    return terms;
  };
}
