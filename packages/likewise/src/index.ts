/** The program's parts for other programs. */

export { type PlannedSimulation, playRuns } from './bandits/play-runs.ts';
export { demoItemLines, demoRatingLines, writeLines } from './data/demo-file.ts';
export { type DenseRatingsOptions, type NumberMatrix, ratingsFromMatrix, readDenseMatrix } from './data/dense-matrix.ts';
export { readModelFile, writeModelFile } from './data/model-file.ts';
export { type EdgesReport, readEdges } from './data/read-edges.ts';
export { type ReadOptions, type ReadProgress, readInteractions } from './data/read-interactions.ts';
export { type ItemRecord, type ItemsReport, type ReadItemsOptions, readItems } from './data/read-items.ts';
export { type LinksReport, type ReadLinksOptions, readLinks } from './data/read-links.ts';
export type { ReadReport } from './data/read-report.ts';
export { type ReadTableOptions, readBaskets, readTable, type TextTable } from './data/read-table.ts';
export type { ItemInfo, ItemInfos, ServingInfo, ServingParts } from './server/serving.ts';
export { type RunningServer, type ServerLogger, type ServerOptions, startServer } from './server/start-server.ts';
