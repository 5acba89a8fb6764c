/** Tables that many people bring, by their header or by their cells: what they are called, and what a reader should know of them. */
import { type Role, roleInName } from '../../cells/column-names.ts';
import type { SampledTable } from '../judged-column.ts';
import type { DateOrder } from '../time-column.ts';

export interface PublishedTable {
  readonly title: string;
  /** Names that the header has, among others. */
  readonly names?: readonly (string | RegExp)[];
  /** Without a header: what every cell of each column looks like. */
  readonly cells?: readonly RegExp[];
  readonly delimiter?: string;
  /** Positions, where there are no names. */
  readonly roles?: Partial<Record<Role, number>> & { readonly user: number; readonly item: number };
  /** Of dates such as 3/4/2010, where no date tells. */
  readonly dates?: DateOrder;
  readonly remark?: string;
}

const WHOLE = /^\d+$/;
const ID = /^[\w-]+$/;
const NUMBER = /^\d+(?:\.\d+)?$/;
const STARS = /^[1-5](?:\.0)?$/;
const UNIX = /^\d{9,10}$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const DEGREES = /^-?\d{1,3}\.\d{3,}$/;
const rated = { user: 0, item: 1, rating: 2, timestamp: 3 } as const;

const published: readonly PublishedTable[] = [
  { title: 'MovieLens ratings', names: ['userId', 'movieId', 'rating', 'timestamp'] },
  { title: 'MovieLens ratings', delimiter: '\t', cells: [WHOLE, WHOLE, STARS, UNIX], roles: rated },
  { title: 'MovieLens ratings', delimiter: '::', cells: [WHOLE, WHOLE, /^\d(?:\.\d)?$/, UNIX], roles: rated },
  { title: 'Amazon ratings', delimiter: ',', cells: [ID, ID, STARS, UNIX], roles: rated },
  { title: 'Amazon reviews', names: ['reviewerID', 'asin', 'overall', 'unixReviewTime'] },
  { title: 'Gowalla check-ins', cells: [WHOLE, ISO, DEGREES, DEGREES, ID], roles: { user: 0, item: 4, timestamp: 1 } },
  {
    title: 'Yoochoose clicks',
    delimiter: ',',
    cells: [WHOLE, ISO, WHOLE, /^\w*$/],
    roles: { user: 0, item: 2, timestamp: 1 },
    remark: 'a session is a user; the last column is the category of the click',
  },
  {
    title: 'Yoochoose buys',
    delimiter: ',',
    cells: [WHOLE, ISO, WHOLE, WHOLE, WHOLE],
    roles: { user: 0, item: 2, weight: 4, timestamp: 1 },
    remark: 'a session is a user; price and quantity follow the item',
  },
  {
    title: 'Steam play times',
    cells: [WHOLE, /./, /^(?:purchase|play)$/, NUMBER, /^0$/],
    roles: { user: 0, item: 1, weight: 3 },
    remark: 'column 3 is the kind: a play has hours, a purchase has 1',
  },
  {
    title: 'Taobao user behavior',
    cells: [WHOLE, WHOLE, WHOLE, /^(?:pv|buy|cart|fav)$/, UNIX],
    roles: { user: 0, item: 1, timestamp: 4 },
    remark: 'column 3 is the category, column 4 the kind',
  },
  { title: 'Retailrocket events', names: ['timestamp', 'visitorid', 'event', 'itemid', 'transactionid'] },
  { title: 'H&M transactions', names: ['t_dat', 'customer_id', 'article_id', 'price', 'sales_channel_id'] },
  {
    title: 'Online Retail',
    names: [/^Invoice(?:No)?$/, 'StockCode', 'Quantity', 'InvoiceDate', /^Customer ?ID$/],
    dates: 'month-first',
    remark: 'a negative quantity is a return; dates whose order is open are month/day',
  },
  { title: 'Goodreads interactions', names: ['user_id', 'book_id', 'is_read', 'rating'], remark: 'a rating of 0 is none (--missing 0)' },
  { title: 'Anime ratings', names: ['user_id', 'anime_id', 'rating'], remark: 'a rating of -1 is none, but seen (--missing -1)' },
  { title: 'Book-Crossing ratings', names: ['User-ID', 'ISBN', 'Book-Rating'], remark: 'a rating of 0 is none, but read (--missing 0)' },
  { title: 'Yelp reviews', names: ['review_id', 'user_id', 'business_id', 'stars'] },
  { title: 'Last.fm plays', names: ['userID', 'artistID', 'weight'] },
];

/** The first that fits. */
export const publishedTable = (table: SampledTable): PublishedTable | undefined =>
  published.find((known) => fits(known, table)) ?? (isRecBole(table.names) ? { title: 'a RecBole atomic file' } : undefined);

function fits(known: PublishedTable, { names, width, sample, delimiter }: SampledTable): boolean {
  if (known.delimiter !== undefined && known.delimiter !== delimiter) return false;
  if (known.names !== undefined)
    return (
      names !== undefined &&
      known.names.every((wanted) => names.some((name) => (typeof wanted === 'string' ? name === wanted : wanted.test(name))))
    );
  const { cells = [] } = known;
  return (
    names === undefined &&
    cells.length === width &&
    sample.length > 0 &&
    sample.every((row) => cells.every((cell, place) => cell.test(row[place])))
  );
}

/** Types stand behind the names: user_id:token. */
const isRecBole = (names: readonly string[] = []): boolean =>
  names.every((name) => /:(?:token|float)(?:_seq)?$/.test(name)) && names.some((name) => roleInName(name) !== undefined);

/** What is said of the table. */
export const titleOf = ({ title, remark }: PublishedTable): string => `laid out as ${title}${remark === undefined ? '' : `: ${remark}`}`;
