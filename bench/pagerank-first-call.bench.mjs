// PageRank of a graph that nobody has ranked before: from columns of links to ranks in a fresh process. Reading, dense node numbers and the
// rival's imports stay outside the clock; what `pagerank` prepares outside it is inside here.
export { measure, prepare } from './pagerank.bench.mjs';

export const cases = [
  {
    case: 'Wiki-Vote, 1 thread',
    settings: { graph: 'wiki-vote', rival: 'networkx', threads: 1, first: true },
    rival: 'pagerank.py',
  },
  {
    case: '10 million links, 1 thread',
    settings: { graph: '10m', rival: 'scipy', threads: 1, first: true },
    rival: 'pagerank.py',
  },
];
