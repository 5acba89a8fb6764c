/** Sentences of the library in the words of the command line: its options are written min-overlap, its models item-knn. */
import { kebabCase } from '../../words/case.ts';

/**
 * `itemKNN: minOverlap must be …` → `item-knn: min-overlap must be …`. Only names of the catalogs change, and only as whole words.
 * The library is loaded here: to be called where it is in use already.
 */
export async function inOptionWords(sentence: string): Promise<string> {
  const { modelCatalog, policyCatalog, rankingCatalog } = await import('@likewise/core');
  const options = new Set([...modelCatalog, ...policyCatalog, ...rankingCatalog].flatMap(({ options }) => Object.keys(options)));
  const models = new Map(modelCatalog.map(({ factory, name }) => [factory, name]));
  return sentence
    .replace(/^(\w+)(?:\.\w+)?(?=: )/, (owner, factory: string) => models.get(factory) ?? owner)
    .replaceAll(/\b[a-z]+[A-Z]\w*\b/g, (word) => (options.has(word) ? kebabCase(word) : word));
}
