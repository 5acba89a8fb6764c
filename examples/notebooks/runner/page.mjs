/** docs/notebooks.md: one section a course, a line for each figure with the example that reached it. */
import { judge, shown } from './bands.mjs';
import { byNumber, courses, requirements } from './requirements.mjs';

const mark = '<!-- Written by `npm run notebooks`. -->';
const linePattern = /^\| ([A-Z])(\d+) \|.*\[([\w-]+)\]\([^)]*\/([\w-]+)\/[\w-]+\.mjs\) \|$/;

/** `results` of the examples that ran; lines of `others`, such as `a-movie-lab/05-training`, stay as `previous` has them. */
export function pageOf(results, { previous = '', others = [] } = {}) {
  const kept = previous.split('\n').filter((line) => {
    const [, , , name, folder] = linePattern.exec(line) ?? [];
    return name !== undefined && others.includes(`${folder}/${name}`);
  });
  const lines = [...kept, ...results.flatMap((result) => result.rows.map((row) => lineOf(row, result)))];
  const placeOf = (line) => {
    const [, letter, number, name, folder] = linePattern.exec(line);
    return { course: folder[0].toUpperCase(), requirement: `${letter}${number}`, name, folder };
  };
  const sorted = lines
    .map((line) => ({ line, ...placeOf(line) }))
    .sort((a, b) => a.folder.localeCompare(b.folder) || byNumber(a.requirement, b.requirement) || a.name.localeCompare(b.name));
  const failed = results.filter(({ failure }) => failure !== undefined);
  const letters = [...new Set([...sorted, ...failed].map(({ course }) => course))].sort();
  const sections = letters.map((letter) =>
    [
      `## ${letter} · ${courses[letter] ?? ''}`.trim(),
      '',
      ...failed.filter(({ course }) => course === letter).map(({ name, failure }) => `**${name} failed**: ${failure}\n`),
      '| | figure | expected | reached | in band | example |',
      '|---|---|---:|---:|---|---|',
      ...sorted.filter(({ course }) => course === letter).map(({ line }) => line),
    ].join('\n'),
  );
  const inside = lines.filter((line) => / \| yes \| \[/.test(line)).length;
  const told = new Set(sorted.map(({ requirement }) => requirement));
  const untold = requirements.filter((requirement) => !told.has(requirement));
  const lacking = untold.length > 0 ? `\n\nWithout an example: ${untold.join(', ')}.` : '';
  return `# The course notebooks, reached

${mark}

Every lesson of five course notebooks as an example of under 60 lines in [\`examples/notebooks\`](../examples/notebooks/README.md), run on the real data:
**${inside} of ${lines.length} figures inside their bands**. What each course teaches and where its notebook is wrong: [courses](notebooks/README.md).

\`npm run notebooks\` runs them all and writes this page (\`npm run notebooks -- A\`: one course); \`LIKEWISE_DATA_DIR\` names the folder of the data
sets. A band comes from an independent program, never from ours: \`x ± y\` is its mean over seeds, and three of its standard deviations or 1 %,
whichever is wider; a figure without ± agrees to the digits shown. Numbers are those of the courses' requirements; G is what a second reading
found.${lacking}

${sections.join('\n\n')}
`;
}

function lineOf({ requirement, what, expected, reached }, { folder, name }) {
  const texts = shown(expected, reached);
  const verdict = judge(expected, reached) ? 'yes' : '**no**';
  const example = `[${name}](../examples/notebooks/${folder}/${name}.mjs)`;
  const cells = [requirement, what, texts.expected, texts.reached].map((cell) => cell.replaceAll('|', '\\|'));
  return `| ${[...cells, verdict, example].join(' | ')} |`;
}
