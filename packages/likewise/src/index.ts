/** The program's parts for other programs. */

export type { ItemInfo, ItemInfos, ServingInfo, ServingParts } from './server/serving.ts';
export { type RunningServer, type ServerLogger, type ServerOptions, startServer } from './server/start-server.ts';
