import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { wordsOf } from '../../src/cases/words.js';
import { documentCache } from '../../src/embedded/cache.js';
import { Collection } from '../../src/embedded/collection.js';
import type { Storage } from '../../src/embedded/storage.js';
import { caseIndexes } from '../../src/store/case-indexes.js';
import { aTicket } from '../support/builders.js';
import { figure } from './figure.js';

const TICKETS = 10_000;
const CUSTOMERS = 500;
/** Characters that descriptions are made of; pairs of them are the words under which a ticket is found. */
const CHARACTERS = [
  ...'的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情',
];
const DESCRIPTION_LENGTH = 35;

/** Storage that keeps nothing: what is left in memory are the keys. */
const nothingKept = {
  mostDocuments: TICKETS,
  log: { info() {}, warn() {} },
  write: async () => {},
  read: () => undefined,
} as never as Storage;

/** Numbers below a limit that look drawn, the same ones in each run. */
function drawn(): (below: number) => number {
  let last = 12_345;
  return (below) => {
    last = (last * 1_103_515_245 + 12_345) % 2 ** 31;
    return last % below;
  };
}

/** What the keys of a ticket take in memory: all of its indexes, no document. */
export async function benchKeys(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const cache = documentCache();
  const cases = new Collection('fieldbell.cases', 1, nothingKept, cache);
  for (const [n, { fields, options }] of caseIndexes().entries()) await cases.createIndex({ name: `${n}`, key: fields, ...options });
  const draw = drawn();
  const used = (): number => {
    cache.clear();
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  for (let n = 0; n < TICKETS; n += 1) {
    const phone = `138${10_000_000 + draw(90_000_000)}`;
    const description = Array.from({ length: DESCRIPTION_LENGTH }, () => CHARACTERS[draw(CHARACTERS.length)]).join('');
    const customer = `客户 ${draw(CUSTOMERS)}`;
    const ticket = aTicket({ phone, description, customer });
    const openedAt = new Date(ticket.openedAt.getTime() + n * 60_000);
    const words = wordsOf(`T-${n}`, phone, description, customer);
    await cases.insert({
      ...ticket,
      no: `T-${n}`,
      seq: n,
      origin: `view:V${n}`,
      openedAt,
      home: { channel: 'C1', ts: `${n}.0001` },
      words,
    });
    if (n % 500 === 0) cache.clear();
  }
  figure('keys.memory', (used() - before) / TICKETS / 1024, 'KiB a ticket');
  figure('keys.tickets', cases.size, 'tickets');
}
