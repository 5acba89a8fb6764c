/** The program's parts for other programs. */

export { demoItemLines, demoRatingLines, writeLines } from './data/demo-file.ts';
export { readBaskets } from './data/read/baskets.ts';
export { type DenseRatingsOptions, type NumberMatrix, ratingsFromMatrix, readDenseMatrix } from './data/read/dense-matrix.ts';
export { type EdgesReport, readEdges } from './data/read/edges.ts';
export { type ReadOptions, type ReadProgress, readInteractions } from './data/read/interactions.ts';
export { type ItemRecord, type ItemRecords, type ItemsReport, type ReadItemsOptions, readItems } from './data/read/items.ts';
export { type LinksReport, type ReadLinksOptions, readLinks } from './data/read/links.ts';
export type { ReadReport } from './data/read/report.ts';
export { type ReadTableOptions, readTable, type TextTable } from './data/read/table.ts';
export type { RequestEvent, ServerEvent } from './server/http/events.ts';
export type { ServerLogger } from './server/http/problem.ts';
export type { ServingInfo, ServingParts } from './server/serving/serving.ts';
export { type RunningServer, type ServerOptions, startServer } from './server/start-server.ts';
export { type SaveOptions, saveInteractions } from './store/interaction-files.ts';
export { readModelFile, writeModelFile } from './store/model-files.ts';
export type { LikewiseErrorCode } from './words/error-codes.ts';
export { type PlannedSimulation, playRuns } from './workflow/play-runs.ts';
