/** Names by which people call the columns of a ratings file. Within a role, earlier names win. */

export type Role = 'user' | 'item' | 'rating' | 'weight' | 'timestamp';
export const roles: readonly Role[] = ['user', 'item', 'rating', 'weight', 'timestamp'];

const words: Readonly<Record<Role, string>> = {
  user: `user userid uid usr customer customerid cust custid client clientid visitor visitorid member memberid reader readerid viewer viewerid
    reviewer reviewerid listener listenerid person personid people buyer buyerid shopper account accountid player playerid patient student
    subscriber consumer guest rater voter
    kunde kundeid kundennummer kundennr benutzer benutzerid nutzer nutzerid anwender person besucher mitglied
    utilisateur client idutilisateur idclient usuario usuarioid idusuario cliente clienteid idcliente utente gebruiker klant anvandare
    bruger kund uzytkownik klient пользователь клиент 用户 用户id 顾客 客户 ユーザー ユーザ 顧客 사용자 고객 kullanici musteri
    username nickname profile profileid email mail emailaddress 用户编号 用户名 会员 会员id 买家 会員
    sessionid session visit visitid playlist playlistid`,
  item: `item itemid iid icode movie movieid film filmid product productid prod prodid sku article articleid book bookid isbn song songid track trackid
    artist artistid album albumid show showid anime animeid game gameid app appid recipe recipeid business businessid restaurant
    restaurantid place placeid venue venueid poi video videoid course courseid job jobid news newsid story storyid post postid asin
    parentasin good goodid content contentid beer beerid hotel hotelid joke jokeid stockcode locationid aid bookmark bookmarkid
    artikel artikelid artikelnummer artikelnr produkt produktid produktnummer ware buch lied spiel
    produit produitid idproduit livre articulo articuloid producto productoid idproducto pelicula libro prodotto articolo libro
    produto item artigo vara produkt towar ksiazka товар предмет фильм книга 物品 商品 电影 商品id 商品编号 产品 歌曲 视频 书 アイテム 映画 상품 아이템 영화 urun
    title titel titre titulo titolo itemname productname movietitle booktitle`,
  rating: `rating ratings rate stars star score scores ratingvalue userrating overall grade value mark vote opinion preference preferences pref
    bewertung bewertungen sterne note punkte wertung urteil evaluation etoiles notation calificacion puntuacion valoracion estrellas
    nota voto valutazione stelle avaliacao estrelas beoordeling waardering betyg vurdering ocena оценка рейтинг 评分 打分 評価 평점 puan`,
  weight: `weight weights count counts cnt plays playcount listens listencount quantity qty amount frequency freq times clicks views
    purchases units strength confidence hours playtime watchratio playduration watchtime dwelltime listentime reordered recommended isrecommended click clicked isclick liked islike like label target purchased bought
    anzahl menge stuck gewicht haufigkeit poids nombre quantite peso cantidad quantita quantidade aantal antal liczba количество 数量 次数 回数 횟수`,
  timestamp: `timestamp timestamps time unixtime unixtimestamp unixreviewtime datetime date when ts createdat created createdutc updatedat ratedat
    eventtime eventtimestamp timestampms reviewtime reviewdate ratingdate ratingtime moment tdat purchasedate orderdate invoicedate eventdate epoch
    zeit zeitpunkt zeitstempel datum bestelldatum kaufdatum uhrzeit wann horodatage heure fecha hora tiempo marca data ora orario tijdstip tid czas время дата
    时间 时间戳 日期 日時 時刻 시간 날짜 tarih zaman`,
};

export interface NamedRole {
  readonly role: Role;
  /** Lower is the better known name. */
  readonly rank: number;
}

const ranks = new Map<string, NamedRole>();
for (const role of roles) {
  for (const [rank, word] of words[role].split(/\s+/).entries()) {
    if (!ranks.has(word)) ranks.set(word, { role, rank });
  }
}
const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words that say "the number of", "the name under which it is kept": what stands beside them is meant. */
const idWords = wordSet(
  'id ids no nr nbr num number code cod unique ms utc unix local key uuid guid hash hashed idx index pk fk ref raw external internal encoded enc anon anonymous anonymized masked email mail login handle nummer kennung codigo codice numero numer',
);
/** What an order is called: never an item, and a user only where there is no better one. */
const orderWords = wordSet(
  'order invoice bill receipt transaction trans txn tx basket cart ticket checkout bestellung rechnung bon commande facture pedido factura ordine fattura',
);
/** Names of things: an item where no better column is. */
const titleWords = wordSet('name title description desc label bezeichnung titel titre nom');
/** Before a role's word, these make another thing of it: the mean rating of an item, the day someone was born. */
const foreign: Readonly<Partial<Record<Role, ReadonlySet<string>>>> = {
  timestamp: wordSet(
    'birth born release released published publication publish signup registered registration register joined join expiry expires due launch opened first last start end member updated modified',
  ),
  rating: wordSet('avg average mean min max median std total sum imdb critic expected predicted pred global overall num n number count'),
  weight: wordSet('avg average mean min max rating ratings review reviews user users item items total tag'),
};
/** Names known by a word within stand behind those known as a whole, then names of things, then orders. */
const IN_WORDS = 1000;
const TITLE = 2000;
const ORDER = 3000;

/** "Movie_ID", "movie id" and "MovieID" are one name; accents, case and the type that RecBole writes behind a name do not count. */
export function plainName(name: string): string {
  return unaccented(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const unaccented = (name: string): string =>
  name
    .replace(/:(token|float)(_seq)?$/, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');

/** What is longer is no name that we know. */
const LONGEST_NAME = 200;

/** "unixReviewTime", "Unix-Review-Time" → unix, review, time; "userid" → user, id. */
export function wordsOf(name: string): string[] {
  if (name.length > LONGEST_NAME) return [];
  const split = unaccented(name)
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return split.flatMap((word) => {
    const [, stem, ending] = /^(\p{L}{3,})(id|no|nr|num|number|code|key)$/u.exec(word) ?? [];
    return stem !== undefined && (ranks.has(stem) || orderWords.has(stem)) ? [stem, ending] : [word];
  });
}

/** The role a column's name stands for: known as a whole, or the number of something known (`customer_code`); `undefined` for any other. */
export function roleNamed(name: string): NamedRole | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  return ranks.get(plainName(name)) ?? inWords(name, true);
}

/** As `roleNamed`, and by the words within: `Book-Rating`, `target_item`, `itemDescription`. */
export function roleInName(name: string): NamedRole | undefined {
  return roleNamed(name) ?? inWords(name, false);
}

/** Whether the name as a whole is one that people give to columns. */
export const isKnownName = (name: string): boolean => name.length <= LONGEST_NAME && ranks.has(plainName(name));

/** Whether the name is that of an order, a receipt, a basket. */
export const isOrderName = (name: string): boolean => orderWords.has(meantBy(wordsOf(name)).at(-1) ?? '');

const meantBy = (split: readonly string[]): string[] => split.filter((word) => !idWords.has(word));

/** The last word that is no "id" decides, and what stands before it may forbid it. */
function inWords(name: string, numbered: boolean): NamedRole | undefined {
  const split = wordsOf(name);
  // Sentences and titles are no names of columns.
  if (split.length > 5) return undefined;
  const meant = meantBy(split);
  const head = meant.at(-1);
  if (head === undefined) return undefined;
  if (numbered && meant.length === split.length) return undefined;
  if (orderWords.has(head)) return { role: 'user', rank: ORDER + (meant.length < split.length ? 0 : 1) };
  // purchased_at, rated_on
  const isMoment = split.length > 1 && (head === 'at' || head === 'on');
  const found = isMoment ? ranks.get('timestamp') : ranks.get(head);
  const before = split.slice(0, split.lastIndexOf(head));
  const isThing = found?.role === 'user' || found?.role === 'item';
  if (titleWords.has(head)) {
    if (numbered || (before.length === 0 && head !== 'description')) return undefined;
    const of = before.length === 0 ? 'item' : ranks.get(meant.at(-2) ?? '')?.role;
    return of === 'user' || of === 'item' ? { role: of, rank: TITLE + before.length } : undefined;
  }
  if (found === undefined || (numbered && !isThing) || before.some((word) => foreign[found.role]?.has(word))) return undefined;
  return { role: found.role, rank: IN_WORDS + found.rank };
}
