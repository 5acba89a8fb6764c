/** Languages whose words are stemmed and whose commonest words say nothing of a text. */

import { englishStem, frenchStem, germanStem, italianStem, spanishStem } from './stemmers.ts';

export type Language = 'english' | 'german' | 'french' | 'spanish' | 'italian';

export interface LanguageRules {
  readonly stem: (word: string) => string;
  /** In lower case. */
  readonly stopWords: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const languageRules: Readonly<Record<Language, LanguageRules>> = {
  english: {
    stem: englishStem,
    stopWords: words(`a about above after again against all also am an and any are as at be because been before being below between both
      but by can could did do does doing don't down during each few for from further had has have having he her here hers herself him
      himself his how i if in into is isn't it it's its itself just me more most my myself no nor not now of off on once only or other
      our ours ourselves out over own same she should so some such than that the their theirs them themselves then there these they
      this those through to too under until up very was wasn't we were what when where which while who whom why will with would you
      your yours yourself yourselves`),
  },
  german: {
    stem: germanStem,
    stopWords: words(`aber alle allem allen aller alles als also am an auch auf aus bei bin bis da damit dann das dass dein deine dem den
      denn der des die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch für
      gegen hat hatte haben hier hin hinter ich ihm ihn ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann
      kein keine können machen man mein meine mich mir mit muss nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem
      seinen seiner sich sie sind so solche soll sondern sonst um und uns unser unter viel vom von vor war waren was weil wenn wer werden
      wie will wir wird wo zu zum zur zwischen über`),
  },
  french: {
    stem: frenchStem,
    stopWords: words(`à ai au aux avec avoir c'est ce cela ces cet cette ceux comme d'un d'une dans de des donc dont du elle elles en est et
      était être eux fait il ils j'ai je la le les leur leurs lui ma mais me même mes moi mon n'est ne nos notre nous on ont ou où par pas
      plus pour qu'il qu'elle que qui sa sans se ses si son sont sous sur ta te tes toi ton tous tout toute toutes très tu un une vos
      votre vous y`),
  },
  spanish: {
    stem: spanishStem,
    stopWords:
      words(`a al algo ante antes aquel aquella aunque como con contra cual cuando de del desde donde dos e el él ella ellas ellos en
      entre era es esa ese eso esta está estas este esto estos fue ha han hasta hay la las le les lo los más me mi mí mientras mis muy
      nada ni no nos o otra otro para pero por porque que qué quien se ser si sí sin sobre son su sus también tan te tiene todo todos tu
      un una unas uno unos y ya yo`),
  },
  italian: {
    stem: italianStem,
    stopWords:
      words(`a ad agli ai al alla alle allo anche c'è che chi ci come con cui da dagli dai dal dalla dalle dallo degli dei del della
      delle dello di dove e è ed era gli ha hanno i il in io l'ha la le lei li lo loro lui ma mi mia mio molto ne nei nel nella nelle nello
      noi non nostro o per perché più qua quale quando quella quelle quello questa queste questi questo se sei si sia sono su sua sue
      sugli sui sul sulla sulle suo te ti tra tu tua tuo tutti tutto un una uno vi voi`),
  },
};

/** Words looked at, and the share of them that must be stop words. */
const looked = 20_000;
const least = 0.05;

/** The language whose stop words stand most often in the texts; `undefined` where none does often enough. */
export function detectedLanguage(texts: Iterable<readonly string[]>): Language | undefined {
  const found = new Map<Language, number>();
  let count = 0;
  for (const text of texts) {
    for (const word of text) {
      count++;
      for (const language of Object.keys(languageRules) as Language[])
        if (languageRules[language].stopWords.has(word)) found.set(language, (found.get(language) ?? 0) + 1);
    }
    if (count >= looked) break;
  }
  const [best] = [...found].sort(([, a], [, b]) => b - a);
  return best !== undefined && best[1] >= least * count ? best[0] : undefined;
}
