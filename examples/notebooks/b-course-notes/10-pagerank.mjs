// B10: PageRank, the long run of someone who follows links and sometimes jumps. A page without links spreads its rank over all.
import { graphFromColumns, graphFromLinks, pageRank } from '@likewise/core';
import { readLinks } from 'likewise';
import { between, data, exact, row, table } from '../lesson.mjs';

const tight = { tolerance: 1e-12 };
const linksOf = (text) => text.split(' ').map((link) => link.split('→').map(Number));
const small = [
  ['0→1 0→2 1→2 2→0 3→2 3→2', ['0.372527', '0.195824', '0.394149', '0.0375']],
  ['0→1 1→2', ['0.184417', '0.341171', '0.474412']],
];
for (const [text, expected] of small) {
  const ranks = await pageRank(graphFromLinks(linksOf(text)), tight);
  for (const [page, rank] of expected.entries()) row('B10', `${text}: page ${page}`, exact(rank), ranks.scoreOf(page));
}
// The notes leave the row of the last page at zero, and its rank leaks away.
const kept = (page) => 0.05 + (page > 0 ? 0.85 * kept(page - 1) : 0);
row('B10', '0→1 1→2: what the notes’ matrix keeps of the rank', exact('0.271125'), kept(0) + kept(1) + kept(2));

const { links } = await readLinks(data('web-graphs/Wiki-Vote.txt.gz'));
const graph = graphFromColumns(links);
const ranks = await pageRank(graph, tight);
const top = ranks.top(5);
table(
  ['page', 'rank'],
  top.map(({ node, score }) => [node, score.toFixed(8)]),
);
const size = `${graph.nodes.size}, ${graph.links.indexes.length}, ${ranks.deadEnds}`;
row('B10', 'Wiki-Vote: pages, links, pages without links', exact('7115, 103689, 1005'), size);
const expected = { 4037: '0.00460717', 15: '0.00367986', 6634: '0.00358685', 2625: '0.00328366', 2398: '0.00260864' };
row('B10', 'Wiki-Vote, the first five', exact('4037 15 6634 2625 2398'), top.map(({ node }) => node).join(' '));
for (const { node, score } of top) row('B10', `Wiki-Vote, rank of page ${node}`, exact(expected[node]), score);
const sum = ranks.top(7115).reduce((total, { score }) => total + score, 0);
row('B10', 'Wiki-Vote, sum of all ranks', exact('1.000000000000'), sum);
row('B10', 'Wiki-Vote, steps until ranks change by less than 1e-12', between(35, 36), ranks.iterations);
