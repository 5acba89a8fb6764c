/** Names by which people call the columns of a ratings file. Within a role, earlier names win. */

export type Role = 'user' | 'item' | 'rating' | 'weight' | 'timestamp';
export const roles: readonly Role[] = ['user', 'item', 'rating', 'weight', 'timestamp'];

const words: Readonly<Record<Role, string>> = {
  user: `user userid uid usr customer customerid client clientid visitor visitorid member memberid reader readerid viewer viewerid
    reviewer reviewerid listener listenerid person personid people buyer buyerid shopper account accountid player playerid patient student
    kunde kundeid kundennummer kundennr benutzer benutzerid nutzer nutzerid anwender person besucher mitglied
    utilisateur client idutilisateur idclient usuario usuarioid idusuario cliente clienteid idcliente utente gebruiker klant anvandare
    bruger kund uzytkownik klient пользователь клиент 用户 用户id 顾客 客户 ユーザー ユーザ 顧客 사용자 고객 kullanici musteri
    username nickname profile profileid sessionid session visit visitid`,
  item: `item itemid iid movie movieid film filmid product productid prod sku article articleid book bookid isbn song songid track trackid
    artist artistid album albumid show showid anime animeid game gameid app appid recipe recipeid business businessid restaurant
    restaurantid place placeid venue venueid poi video videoid course courseid job jobid news newsid story storyid post postid asin
    parentasin good goodid content contentid beer beerid hotel hotelid joke jokeid
    artikel artikelid artikelnummer artikelnr produkt produktid produktnummer ware buch lied spiel
    produit produitid idproduit livre articulo articuloid producto productoid idproducto pelicula libro prodotto articolo libro
    produto item artigo vara produkt towar ksiazka товар предмет фильм книга 物品 商品 电影 商品id アイテム 映画 상품 아이템 영화 urun
    title titel titre titulo titolo itemname productname movietitle booktitle`,
  rating: `rating ratings rate stars star score scores ratingvalue userrating overall grade value mark vote opinion
    bewertung bewertungen sterne note punkte wertung urteil evaluation etoiles notation calificacion puntuacion valoracion estrellas
    nota voto valutazione stelle avaliacao estrelas beoordeling waardering betyg vurdering ocena оценка рейтинг 评分 打分 評価 평점 puan`,
  weight: `weight weights count counts cnt plays playcount listens listencount quantity qty amount frequency freq times clicks views
    purchases strength confidence hours playtime
    anzahl menge gewicht haufigkeit poids nombre quantite peso cantidad quantita quantidade aantal antal liczba количество 数量 次数 回数 횟수`,
  timestamp: `timestamp timestamps time unixtime unixtimestamp unixreviewtime datetime date when ts createdat created createdutc updatedat ratedat
    eventtime eventtimestamp timestampms reviewtime reviewdate ratingdate ratingtime moment
    zeit zeitpunkt zeitstempel datum uhrzeit wann horodatage heure fecha hora tiempo marca data ora orario tijdstip tid czas время дата
    时间 时间戳 日期 日時 時刻 시간 날짜 tarih zaman`,
};

const ranks = new Map<string, { readonly role: Role; readonly rank: number }>();
for (const role of roles) {
  for (const [rank, word] of words[role].split(/\s+/).entries()) {
    if (!ranks.has(word)) ranks.set(word, { role, rank });
  }
}

/** "Movie_ID", "movie id" and "MovieID" are one name; accents and case do not count. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The role a column's name stands for, `undefined` for any other name; a lower rank is the better known name. */
export function roleNamed(name: string): { readonly role: Role; readonly rank: number } | undefined {
  return ranks.get(plainName(name));
}
