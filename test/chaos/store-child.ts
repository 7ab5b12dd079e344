import { damagedFiles, failingDisk, failingMove } from './store.js';

/** The faults of the store's disk in a process of its own: they are put between Node and all of its files. Arguments: step, places. */
const [, , step = '1', places = '400'] = process.argv;
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const outcomes = {
  ...(await damagedFiles(Number(places), say)),
  ...(await failingMove(Math.ceil(Number(step) / 6), say)),
  ...(await failingDisk(Number(step), say)),
};
process.stdout.write(JSON.stringify(outcomes));
