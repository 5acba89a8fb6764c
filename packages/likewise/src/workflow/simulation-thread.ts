/** What a thread of `playRuns` runs: blocks of runs, one after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { type BanditPolicy, type BanditState, bernoulliArms, gaussianArms, policyEntry, simulateRun } from '@likewise/core';
import type { PlannedSimulation, RunBlock } from './play-runs.ts';

const { arms, deviation, policy, options, settings } = workerData as PlannedSimulation;
const world = deviation === undefined ? bernoulliArms(arms) : gaussianArms(arms, deviation);
const player = policyEntry(policy).create(options) as BanditPolicy<BanditState>;

parentPort?.on('message', ({ begin, end }: RunBlock) => {
  parentPort?.postMessage(Array.from({ length: end - begin }, (_, k) => simulateRun(world, player, settings, begin + k)));
});
