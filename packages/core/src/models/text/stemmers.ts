/**
 * Words to their stems. English in full: connected, connecting, connections → connect. The others lightly: plural, gender and case of
 * nouns and adjectives go, verbs and derived words stay apart.
 *
 * Source: Porter: The English (Porter2) stemming algorithm, Snowball, 2002, snowballstem.org/algorithms/english/stemmer.html; after
 * Porter: An algorithm for suffix stripping, Program 14(3), 1980, doi:10.1108/eb046814. German and French: Savoy: Light Stemming
 * Approaches for the French, Portuguese, German and Hungarian Languages, ACM SAC 2006, doi:10.1145/1141277.1141523; Spanish and
 * Italian after the same author's stemmers of CLEF 2001.
 * Differs: of French the minimal form of the rules is taken; Spanish and Italian words are cut from a letter less on.
 */

const pairsOf = (text: string): [string, string][] => text.split(/\s+/).map((pair) => pair.split('>') as [string, string]);

const irregular: ReadonlyMap<string, string> = new Map(
  pairsOf('skis>ski skies>sky dying>die lying>lie tying>tie idly>idl gently>gentl ugly>ugli early>earli only>onli singly>singl'),
);
const unchanged: ReadonlySet<string> = new Set(['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes']);
/** Stems already, once a plural s is gone. */
const finished: ReadonlySet<string> = new Set('inning outing canning herring earring proceed exceed succeed'.split(' '));

type Rule = readonly [suffix: string, replacement: string];

/** Longest suffix first: the first that fits decides. */
const rules = (text: string): readonly Rule[] => pairsOf(text).sort(([a], [b]) => b.length - a.length);

const step2: readonly Rule[] = rules(`tional>tion enci>ence anci>ance abli>able entli>ent izer>ize ization>ize ational>ate ation>ate
  ator>ate alism>al aliti>al alli>al fulness>ful ousli>ous ousness>ous iveness>ive iviti>ive biliti>ble bli>ble ogi>og fulli>ful
  lessli>less li>`);
const step3: readonly Rule[] = rules('tional>tion ational>ate alize>al icate>ic iciti>ic ical>ic ful> ness> ative>');
const step4: readonly Rule[] = rules('al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> ism> ate> iti> ous> ive> ize> ion>');

/** y at the start or after a vowel is a consonant, written Y. */
const isVowel = (letter: string): boolean => letter.length === 1 && 'aeiouy'.includes(letter);
const hasVowel = (part: string): boolean => /[aeiouy]/.test(part);

/** A vowel between consonants, the last none of w, x, Y; or a vowel at the start and a consonant. */
const endsInShortSyllable = (part: string): boolean => /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$/.test(part);

/** Where the part begins that follows the first consonant after a vowel, seen from `from`. */
function regionAfter(word: string, from: number): number {
  for (let k = from + 1; k < word.length; k++) if (!isVowel(word[k]) && isVowel(word[k - 1])) return k + 1;
  return word.length;
}

/** Stem of a word in lower case; words of one or two letters are their own. */
export function englishStem(given: string): string {
  if (given.length <= 2 || !/[a-z]/.test(given)) return given;
  const known = irregular.get(given);
  if (known !== undefined) return known;
  if (unchanged.has(given)) return given;
  let word = given.replace(/’/g, "'").replace(/^'/, '');
  word = word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y');
  const special = /^(?:gener|commun|arsen)/.exec(word);
  const r1 = special === null ? regionAfter(word, 0) : special[0].length;
  const r2 = regionAfter(word, r1);

  word = word.replace(/(?:'s'|'s|')$/, '');
  word = withoutPlural(word);
  if (finished.has(word)) return word;
  word = withoutPast(word, r1);
  word = word.replace(/(.[^aeiouy])[yY]$/, '$1i');
  word = replaced(word, step2, r1, (suffix, before) =>
    suffix === 'ogi' ? before.endsWith('l') : suffix === 'li' ? /[cdeghkmnrt]$/.test(before) : true,
  );
  word = replaced(word, step3, r1, (suffix, before) => suffix !== 'ative' || before.length >= r2);
  word = replaced(word, step4, r2, (suffix, before) => suffix !== 'ion' || /[st]$/.test(before));
  const rest = word.slice(0, -1);
  if (word.endsWith('e') && (rest.length >= r2 || (rest.length >= r1 && !endsInShortSyllable(rest)))) word = rest;
  else if (word.endsWith('ll') && rest.length >= r2) word = rest;
  return word.replace(/Y/g, 'y');
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(?:us|ss)$/.test(word) || !word.endsWith('s')) return word;
  return hasVowel(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

function withoutPast(word: string, r1: number): string {
  const agreed = /eed(?:ly)?$/.exec(word);
  if (agreed !== null) return agreed.index >= r1 ? `${word.slice(0, agreed.index)}ee` : word;
  const ending = /(?:ed|edly|ing|ingly)$/.exec(word);
  if (ending === null || !hasVowel(word.slice(0, ending.index))) return word;
  const stem = word.slice(0, ending.index);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return stem.slice(0, -1);
  return r1 >= stem.length && endsInShortSyllable(stem) ? `${stem}e` : stem;
}

function replaced(word: string, all: readonly Rule[], region: number, allowed: (suffix: string, before: string) => boolean): string {
  for (const [suffix, replacement] of all) {
    if (!word.endsWith(suffix)) continue;
    const before = word.slice(0, -suffix.length);
    return before.length >= region && allowed(suffix, before) ? before + replacement : word;
  }
  return word;
}

const withoutMarks = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');

/** Katzen, Katze → katz; Häuser → haus. */
export function germanStem(given: string): string {
  const word = withoutMarks(given).replace(/ß/g, 'ss');
  const cut = word.length;
  let stem = word;
  if (cut > 5 && stem.endsWith('ern')) stem = stem.slice(0, -3);
  else if (cut > 4 && /e[mnrs]$/.test(stem)) stem = stem.slice(0, -2);
  else if (cut > 3 && (stem.endsWith('e') || /[bdfghklmnt]s$/.test(stem))) stem = stem.slice(0, -1);
  if (stem.length > 5 && stem.endsWith('est')) return stem.slice(0, -3);
  if (stem.length > 4 && (/e[rn]$/.test(stem) || /[bdfghklmnt]st$/.test(stem))) return stem.slice(0, -2);
  return stem;
}

/** chevaux, cheval → cheval; données, donner → don; l'enfant → enfant. */
export function frenchStem(given: string): string {
  const word = withoutElision(given);
  if (word.length < 6) return word;
  if (word.endsWith('x')) return /[^e]aux$/.test(word) ? `${word.slice(0, -2)}l` : word.slice(0, -1);
  let stem = word;
  for (const ending of ['s', 'r', 'e', 'é']) if (stem.endsWith(ending)) stem = stem.slice(0, -1);
  return /(.)\1$/.test(stem) ? stem.slice(0, -1) : stem;
}

/** luces, luz → luz; niñas, niño → nin. */
export function spanishStem(given: string): string {
  const word = withoutMarks(given);
  if (word.length < 4) return word;
  if (word.endsWith('eses')) return word.slice(0, -2);
  if (word.endsWith('ces')) return `${word.slice(0, -3)}z`;
  if (/[aeo]s$/.test(word)) return word.slice(0, -2);
  return /[aeo]$/.test(word) ? word.slice(0, -1) : word;
}

/** amiche, amica, amici → amic; dell'acqua → acqu. */
export function italianStem(given: string): string {
  const word = withoutMarks(withoutElision(given));
  if (word.length < 5) return word;
  if (/[ih][ei]$/.test(word) || /i[ao]$/.test(word)) return word.slice(0, -2);
  return /[aeio]$/.test(word) ? word.slice(0, -1) : word;
}

/** What stands before an apostrophe is an article or a pronoun. */
const withoutElision = (word: string): string => word.slice(word.search(/['’][^'’]*$/) + 1);
