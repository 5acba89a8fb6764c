/**
 * Light stemming: plural, gender and case of nouns and adjectives go, verbs and derived words stay apart.
 *
 * Source: Savoy: Light Stemming Approaches for the French, Portuguese, German and Hungarian Languages, ACM SAC 2006,
 * doi:10.1145/1141277.1141523; Spanish and Italian after the same author's stemmers of CLEF 2001.
 * Differs: of French the minimal form of the rules is taken; Spanish and Italian words are cut from a letter less on.
 */

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
