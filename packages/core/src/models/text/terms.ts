/** Texts → words → terms → how often each item has each term, as sparse rows; rare and common terms left out. */
import { LikewiseError } from '../../errors.ts';
import type { StopSignal } from '../../kernels/kernels.ts';
import { rowsInOrder, type SparseRows } from '../../matrix/sparse.ts';
import type { LanguageRules } from './languages.ts';

/** Letters and digits, and what an apostrophe joins to them. */
const run = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
let segmenter: Intl.Segmenter | undefined;

/**
 * In lower case, compatibility forms unified; single letters and digits of alphabets are no words. Scripts without spaces are segmented
 * by the host's dictionary.
 */
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

interface TermRules {
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
    const known = stems.get(word);
    if (known === undefined) stems.set(word, language.stem(word));
    return known ?? (stems.get(word) as string);
  };
  return (words) => {
    const kept = language !== undefined && dropStopWords ? words.filter((word) => !language.stopWords.has(word)) : words;
    const terms = kept.map(stemOf);
    const length = terms.length;
    for (let n = 2; n <= ngrams; n++) for (let k = 0; k + n <= length; k++) terms.push(terms.slice(k, k + n).join(' '));
    return terms;
  };
}

export interface DocumentBounds {
  /** Least items that have the term. */
  readonly minDf: number;
  /** Largest share of the items with this field that may have the term. */
  readonly maxDf: number;
  /** Terms kept, those of most items first; `undefined`: all. */
  readonly maxFeatures: number | undefined;
}

interface TermCounts {
  /** In alphabetical order; [terms]. */
  readonly terms: readonly string[];
  /** Occurrences; [items × terms]. */
  readonly counts: SparseRows;
  /** Items with at least one term, kept or not. */
  readonly documents: number;
}

/** A map of the language holds no more keys than 2^24. */
const mostTerms = 16_000_000;
const mostEntries = 400_000_000;

/**
 * @param owner whom the error names
 * @param termsOf of each item, an occurrence each; [items]
 * @throws LikewiseError `too-large` with an estimate, before memory ends
 */
export function countTerms(
  owner: string,
  field: string,
  items: number,
  termsOf: (itemIndex: number) => readonly string[],
  bounds: DocumentBounds,
  signal?: StopSignal,
): TermCounts {
  const numbers = new Map<string, number>();
  const pointers = new Uint32Array(items + 1);
  let indexes = new Uint32Array(1024);
  let counts = new Float32Array(1024);
  let size = 0;
  let documents = 0;
  for (let item = 0; item < items; item++) {
    if (item % 1024 === 0) signal?.throwIfAborted();
    const inItem = new Map<number, number>();
    for (const term of termsOf(item)) {
      const number = numbers.get(term) ?? numbers.size;
      if (number === numbers.size) numbers.set(term, number);
      inItem.set(number, (inItem.get(number) ?? 0) + 1);
    }
    if (inItem.size > 0) documents++;
    if (size + inItem.size > indexes.length) {
      const room = Math.max(2 * indexes.length, size + inItem.size);
      const [before, countsBefore] = [indexes, counts];
      indexes = new Uint32Array(room);
      counts = new Float32Array(room);
      indexes.set(before);
      counts.set(countsBefore);
    }
    for (const [number, count] of inItem) {
      indexes[size] = number;
      counts[size++] = count;
    }
    pointers[item + 1] = size;
    if (numbers.size > mostTerms || size > mostEntries) throw tooLarge(owner, field, numbers.size, size, item + 1, items);
  }
  const names = [...numbers.keys()];
  const kept = keptTerms(names, indexes.subarray(0, size), documents, bounds);
  const place = new Int32Array(names.length).fill(-1);
  kept.forEach((number, at) => {
    place[number] = at;
  });
  const found = { rows: items, columns: names.length, pointers, indexes, values: counts };
  const everyItem = Int32Array.from({ length: items }, (_, item) => item);
  return { terms: kept.map((number) => names[number]), counts: rowsInOrder(found, everyItem, place, kept.length), documents };
}

/** Numbers of the terms inside the bounds, alphabetically. */
function keptTerms(names: readonly string[], entries: Uint32Array, documents: number, bounds: DocumentBounds): number[] {
  const df = new Uint32Array(names.length);
  for (const number of entries) df[number]++;
  const most = bounds.maxDf * documents;
  const byName = (a: number, b: number): number => (names[a] < names[b] ? -1 : 1);
  let kept = [...df.keys()].filter((number) => df[number] >= bounds.minDf && df[number] <= most);
  if (bounds.maxFeatures !== undefined && kept.length > bounds.maxFeatures)
    kept = kept.sort((a, b) => df[b] - df[a] || byName(a, b)).slice(0, bounds.maxFeatures);
  return kept.sort(byName);
}

function tooLarge(owner: string, field: string, terms: number, entries: number, done: number, items: number): LikewiseError {
  const whole = (count: number): number => Math.round((count * items) / done);
  const gigabytes = ((whole(entries) * 32 + whole(terms) * 150) / 1e9).toFixed(1);
  return new LikewiseError(
    'too-large',
    `${owner}: the texts of "${field}" have about ${whole(terms)} distinct terms and ${whole(entries)} entries, about ${gigabytes} GB; leave the field out of fields, set ngrams to 1, or shorten the texts.`,
    { field, terms: whole(terms), entries: whole(entries) },
  );
}
