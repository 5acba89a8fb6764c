/**
 * Generated demo data: the ratings of a film club that does not exist. Same options: same bits on every host.
 *
 * Item i: categories, a latent vector y_i ~ N(0, I), an appeal that falls with its rank r as −0.9·ln(r + 10) (a long tail).
 * User u: shares of the categories ~ Dirichlet(0.4), a latent vector x_u ~ N(0, I).
 * Affinity a(u,i) = 0.9·(how much u likes the categories of i) + 0.45·x_u·y_i. Users watch without replacement with odds
 * ∝ exp(appeal_i + 1.5·a(u,i)), and rate 3.1 + mood_u + quality_i + 0.55·a(u,i) + noise, rounded, in 1…5.
 */
import { dirichlet } from '../math/gamma.ts';
import { portableExp, portableLog } from '../math/portable.ts';
import { type Random, seededRandom } from '../math/random.ts';
import { integer, type OptionSpecs, resolveOptions } from '../options.ts';
import { demoCategories, inventTitle } from './demo-titles.ts';
import { featuresFromRows } from './features.ts';
import { IdMap } from './id-map.ts';
import { type Interactions, interactionsFromColumns } from './interactions.ts';

export interface DemoOptions {
  /** Integer ≥ 0. @default 0 */
  readonly seed: number;
  /** People; integer ≥ 1. @default 600 */
  readonly users: number;
  /** Films; integer ≥ 1. @default 900 */
  readonly items: number;
  /** Ratings to aim at; nobody rates more than a third of the films. @default 40000 */
  readonly ratings: number;
}

export const demoOptions: OptionSpecs<DemoOptions> = {
  seed: integer(0, { min: 0 }, 'another seed is another club'),
  users: integer(600, { min: 1, max: 1e6 }, 'people'),
  items: integer(900, { min: 1, max: 1e6 }, 'films'),
  ratings: integer(40000, { min: 1, max: 1e9 }, 'ratings to aim at'),
};

export interface DemoItem {
  readonly item: string;
  readonly title: string;
  readonly categories: readonly string[];
  readonly year: number;
}

export interface DemoData {
  /** Wherever the data show, this shows with them. */
  readonly label: 'generated demo data';
  /** One sentence: what was generated, from which seed. */
  readonly description: string;
  /** Ratings 1…5 with times over two years; item features are categories and year. */
  readonly interactions: Interactions;
  readonly items: readonly DemoItem[];
}

/** The club's two years: 2024-01-01 to 2025-12-31 UTC. */
const opening = Date.UTC(2024, 0, 1) / 1000;
const daySeconds = 86400;
const days = 731;
const latent = 4;

interface Film extends DemoItem {
  readonly appeal: number;
  readonly quality: number;
  readonly taste: Float64Array;
  readonly categoryIndexes: readonly number[];
  /** Days after the opening; 0 for films that were there. */
  readonly release: number;
}

/** Ratings and films of the club. @throws LikewiseError `unknown-option`, `invalid-option` */
export function demoData(given: Partial<DemoOptions> = {}): DemoData {
  const settings = resolveOptions('demoData', demoOptions, given);
  const films = inventFilms(settings);
  const counts = activities(settings);
  const visits = counts.flatMap((count, user) =>
    visitsOf(seededRandom(settings.seed, `demo person ${user}`), films, count).map((visit) => ({ user, ...visit })),
  );
  const items = new IdMap(films.map((film) => film.item));
  const interactions = interactionsFromColumns({
    users: new IdMap(counts.map((_, user) => `member-${user + 1}`)),
    items,
    userIndexes: Uint32Array.from(visits, ({ user }) => user),
    itemIndexes: Uint32Array.from(visits, ({ film }) => film),
    values: Float32Array.from(visits, ({ rating }) => rating),
    valueKind: 'rating',
    timestamps: Float64Array.from(visits, ({ second }) => second),
    itemFeatures: featuresFromRows(
      films.map(({ item, categories, year }) => ({ id: item, categories: { category: categories }, numbers: { year } })),
      { ids: items },
    ),
  });
  return {
    label: 'generated demo data',
    description: `Generated demo data, seed ${settings.seed}: ${interactions.size} ratings of ${settings.items} invented films by ${settings.users} invented people.`,
    interactions,
    items: films.map(shown),
  };
}

/** The ratings of `demoData` alone. */
export function demoInteractions(given: Partial<DemoOptions> = {}): Interactions {
  return demoData(given).interactions;
}

/** The films of `demoData` alone. */
export function demoItems(given: Partial<DemoOptions> = {}): readonly DemoItem[] {
  return inventFilms(resolveOptions('demoItems', demoOptions, given)).map(shown);
}

const shown = ({ item, title, categories, year }: Film): DemoItem => ({ item, title, categories, year });

function inventFilms({ seed, items }: DemoOptions): Film[] {
  const random = seededRandom(seed, 'demo films');
  const names = Object.keys(demoCategories);
  const titles = new Set<string>();
  const ranks = Array.from({ length: items }, (_, i) => ({ rank: random.uniform(), i })).sort((a, b) => a.rank - b.rank || a.i - b.i);
  const rankOf = new Uint32Array(items);
  ranks.forEach(({ i }, rank) => {
    rankOf[i] = rank;
  });
  return Array.from({ length: items }, (_, i) => {
    const main = random.integer(names.length);
    const second = random.uniform() < 0.45 ? random.integer(names.length) : main;
    const categoryIndexes = second === main ? [main] : [main, second];
    // One film in eight opens while the club runs.
    const release = random.uniform() < 0.125 ? 1 + random.integer(days - 60) : 0;
    const appeal = -0.9 * portableLog(rankOf[i] + 10);
    return {
      item: `film-${i + 1}`,
      title: inventTitle(random, names[main], titles),
      categories: categoryIndexes.map((index) => names[index]),
      year: release > 0 ? (release < 366 ? 2024 : 2025) : 2023 - Math.floor(50 * random.uniform() * random.uniform()),
      appeal,
      // What many watch is a little better than what few do.
      quality: 0.35 * random.normal() + 0.12 * (appeal + 0.9 * portableLog(items / 2 + 10)),
      taste: Float64Array.from({ length: latent }, () => random.normal()),
      categoryIndexes,
      release,
    };
  });
}

/** Ratings of each user: log-normal, at least 5, at most a third of the films, about `ratings` in all. */
function activities({ seed, users, items, ratings }: DemoOptions): number[] {
  const random = seededRandom(seed, 'demo activity');
  const weights = Array.from({ length: users }, () => portableExp(0.85 * random.normal()));
  const most = Math.max(1, Math.floor(items / 3));
  const countsAt = (scale: number): number[] =>
    weights.map((weight) => Math.min(most, Math.max(Math.min(5, most), Math.round(weight * scale))));
  let low = 0;
  let high = ratings;
  // Halving: the total never falls as the scale grows.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (countsAt(middle).reduce((sum, count) => sum + count, 0) < ratings) low = middle;
    else high = middle;
  }
  return countsAt(high);
}

interface Visit {
  readonly film: number;
  readonly rating: number;
  readonly second: number;
}

function visitsOf(random: Random, films: readonly Film[], count: number): Visit[] {
  const categories = Object.keys(demoCategories).length;
  const shares = dirichlet(random, new Array(categories).fill(0.4));
  const taste = Float64Array.from({ length: latent }, () => random.normal());
  const mood = 0.35 * random.normal();
  // Evenings on which this user rates, in days; someone may join at any time but the last month.
  const joined = random.uniform() * random.uniform() * (days - 30);
  const evenings = Float64Array.from(
    { length: Math.max(1, Math.round(count / 6)) },
    () => joined + random.uniform() * (days - 1 - joined),
  ).sort();
  const last = Math.floor(evenings[evenings.length - 1]);

  // Efraimidis, Spirakis 2006: the largest keys ln(odds) − ln(−ln u) are a draw without replacement by odds.
  const keys = new Float64Array(films.length);
  const affinities = new Float64Array(films.length);
  films.forEach((film, i) => {
    const affinity = affinityOf(shares, taste, film);
    affinities[i] = affinity;
    const gumbel = -portableLog(-portableLog(1 - random.uniform()));
    keys[i] = film.release > last ? Number.NEGATIVE_INFINITY : film.appeal + 1.5 * affinity + gumbel;
  });
  const least = keys.slice().sort()[Math.max(0, films.length - count)];
  const chosen: number[] = [];
  for (let i = 0; i < keys.length; i++) if (keys[i] >= least && keys[i] > Number.NEGATIVE_INFINITY) chosen.push(i);

  const visits: Visit[] = [];
  const minutes = new Float64Array(evenings.length);
  for (const film of chosen) {
    const { release, quality } = films[film];
    // Old films on any evening, new ones soon after they open.
    const wished = release > 0 ? Math.max(release, joined) + 40 * random.uniform() * random.uniform() : random.uniform() * days;
    let evening = evenings.findIndex((day) => day >= wished);
    if (evening < 0) evening = evenings.length - 1;
    minutes[evening] += 1 + random.integer(5);
    const rating = Math.round(3.1 + mood + quality + 0.55 * affinities[film] + 0.7 * random.normal());
    const day = Math.floor(evenings[evening]);
    visits.push({
      film,
      rating: Math.min(5, Math.max(1, rating)),
      second: opening + day * daySeconds + 18 * 3600 + minutes[evening] * 60 + evening,
    });
  }
  return visits;
}

/** Mean 0 or so, standard deviation about 1 over all films. */
function affinityOf(shares: Float64Array, taste: Float64Array, film: Film): number {
  let liked = 0;
  for (const index of film.categoryIndexes) liked += shares[index];
  let dot = 0;
  for (let k = 0; k < latent; k++) dot += taste[k] * film.taste[k];
  const average = 1 / shares.length;
  return (0.9 * (liked / film.categoryIndexes.length - average)) / 0.15 + 0.45 * dot;
}
