/** Invented files that the commands on the pages of models name: few people and things, all of them alike in kind. */

const genres = ['Comedy', 'Drama', 'Mystery', 'Western'];
const jobs = ['cook', 'smith', 'student', 'clerk'];
const places = ['ann', 'bob', 'cid', 'dee', 'eve', 'fay', 'gus', 'hal'];
const tools = ['saw', 'pan', 'hammer', 'pot', 'file', 'whisk', 'drill', 'ladle'];

/** Lines by file name. */
export function modelPageFiles(): Readonly<Record<string, readonly string[]>> {
  const people = [...Array.from({ length: 60 }, (_, k) => String(k + 1)), 'me'];
  const films = Array.from({ length: 40 }, (_, k) => k + 1);
  const rows = people.flatMap((person, p) =>
    films
      .filter((film) => (p * 7 + film * 11) % 5 < 3)
      .map((film) => ({
        person,
        film,
        rating: 1 + ((p % 4 === film % 4 ? 3 : 1) + ((p + film) % 2)),
        time: 1_700_000_000 + p * 1000 + ((film * 17) % 41),
      })),
  );
  return {
    'ratings.csv': ['user,item,rating,timestamp', ...rows.map(({ person, film, rating, time }) => `${person},${film},${rating},${time}`)],
    'likes.csv': ['user,item', ...rows.filter(({ rating }) => rating >= 4).map(({ person, film }) => `${person},${film}`)],
    'visits.csv': ['user,item,timestamp', ...rows.map(({ person, film, time }) => `${person},${film},${time}`)],
    'movies.csv': [
      'item,title,genres,year',
      ...films.map((film) => `${film},The Film ${film},${genres[film % 4]}|${genres[(film * 3 + 1) % 4]},${1980 + film}`),
    ],
    'tags.csv': [
      'userId,movieId,tag,timestamp',
      ...films.flatMap((film) => [1, 2].map((more) => `${more},${film},${genres[(film + more) % 4].toLowerCase()} mood,1700000000`)),
    ],
    'users.csv': ['user,age,occupation', ...people.map((person, p) => `${person},${18 + (p % 40)},${jobs[p % 4]}`)],
    'people.csv': ['user,job', ...places.map((person, p) => `${person},${jobs[p % 2]}`)],
    'uses.csv': [
      'user,item,rating,day',
      ...places.flatMap((person, p) =>
        tools
          .filter((_, t) => (p * 3 + t) % 4 < 3)
          .map((tool, t) => `${person},${tool},${1 + ((p + t) % 5)},${(p + t) % 3 === 0 ? 'weekend' : 'weekday'}`),
      ),
    ],
  };
}
