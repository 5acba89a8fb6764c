import { expect, test } from 'vitest';
import golden from '../../../../../golden/stems.json' with { type: 'json' };
import { detectedLanguage, languageRules } from '../../../src/models/text/languages.ts';
import { englishStem, frenchStem, germanStem, italianStem, spanishStem } from '../../../src/models/text/stemmers.ts';
import { termsBy, wordsOf } from '../../../src/models/text/terms.ts';

test('English stems are those of snowballstemmer (golden/stems.py)', () => {
  expect(golden.english.length).toBeGreaterThan(3000);
  const wrong = golden.english.filter((pair) => `${pair.split(' ')[0]} ${englishStem(pair.split(' ')[0])}` !== pair);
  expect(wrong).toEqual([]);
});

test.each([
  ['german', germanStem, ['katze katzen', 'haus hauses häuser häusern', 'kleiner kleine kleines', 'straße strassen']],
  ['french', frenchStem, ['cheval chevaux', 'donner donnés donnée données', "l'enfant enfants d'enfants", 'bateau bateaux']],
  ['spanish', spanishStem, ['niño niños niñas', 'actriz actrices', 'película películas']],
  ['italian', italianStem, ['amica amiche', 'ragazzo ragazzi ragazze', "dell'albero alberi"]],
] as const)('%s: plural, gender and case fall together', (_, stem, groups) => {
  for (const group of groups) expect(new Set(group.split(' ').map(stem)).size, group).toBe(1);
  expect(new Set(groups.map((group) => stem(group.split(' ')[0]))).size).toBe(groups.length);
});

test('words: lower case, apostrophes inside, nothing of one letter, compatibility forms unified', () => {
  expect(wordsOf("The DOG’S dinner, at 8: don't—ever—x ﬁne")).toEqual(['the', "dog's", 'dinner', 'at', "don't", 'ever', 'fine']);
  expect(wordsOf('')).toEqual([]);
  expect(wordsOf(' …!? ')).toEqual([]);
  expect(wordsOf('Größe Ärger naïve Москва 2001')).toEqual(['größe', 'ärger', 'naïve', 'москва', '2001']);
});

test('Japanese, Chinese and Thai are cut into words', () => {
  expect(wordsOf('東京で映画を見る')).toEqual(expect.arrayContaining(['東京', '映画']));
  expect(wordsOf('我喜歡電影 film').at(-1)).toBe('film');
  expect(wordsOf('我喜歡電影').length).toBeGreaterThan(1);
  expect(wordsOf('ฉันชอบดูหนัง').length).toBeGreaterThan(2);
});

test('n-grams run over what stop words leave', () => {
  const terms = termsBy({ language: languageRules.english, dropStopWords: true, ngrams: 3 });
  expect(terms(wordsOf('The hunting of the snark begins'))).toEqual([
    'hunt',
    'snark',
    'begin',
    'hunt snark',
    'snark begin',
    'hunt snark begin',
  ]);
  expect(termsBy({ language: undefined, dropStopWords: true, ngrams: 1 })(['the', 'snarks'])).toEqual(['the', 'snarks']);
});

test('a language is told by its commonest words, and none where they are missing', () => {
  const of = (...texts: string[]) => detectedLanguage(texts.map(wordsOf));
  expect(of('The story of a man who lost his way')).toBe('english');
  expect(of('Die Geschichte von einem Mann, der nicht nach Hause findet')).toBe('german');
  expect(of("L'histoire d'un homme qui ne trouve pas son chemin dans la ville")).toBe('french');
  expect(of('La historia de un hombre que no encuentra el camino a su casa')).toBe('spanish');
  expect(of('La storia di un uomo che non trova la strada per la sua casa')).toBe('italian');
  expect(of('Solaris', 'Stalker', 'Zerkalo')).toBeUndefined();
  expect(of()).toBeUndefined();
});
