import type { LightTable } from '../../src/cases/device/lights.js';
import { collectionsOf } from '../../src/store/stores.js';
import { type TestDesk, WHO } from './desk.js';

/** Bytes that do not shrink, as of a photo. */
export const photoOf = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, n) => (n * 2_654_435_761) >>> 13));

/** Adds to a desk with the sample week what that does not have, so that each collection holds something. */
export async function addEverything(desk: TestDesk): Promise<void> {
  const { projects, documents, lights, photos, drafts, clock } = desk.app.desk;
  const at = clock.now().toJSDate();
  const [project] = await projects.all();
  const table: LightTable = {
    model: 'R740',
    lights: [{ item: '1', name: { en: 'power' }, states: [{ shows: { en: 'green' }, means: { en: 'on' }, isNormal: true }] }],
  };
  await lights.add(table, WHO.engineer, at);
  for (let n = 0; n < 61; n += 1) {
    const own = project && (await projects.get(project.no));
    if (own) await projects.change(own, { path: `D:\\${n}` }, 'edit', WHO.engineer, at);
  }
  const version = { n: 1, link: 'https://files.example/handbook', by: WHO.engineer, at };
  await documents.add({ project: project?.no ?? '', kind: 'handbook', title: '常见故障', versions: [version] }, WHO.engineer, at);
  await photos.keep({ file: 'F1', no: 'V-1' as never, name: 'signed.jpg', bytes: photoOf(40_000), at });
  await drafts.keep('a modal', { description: 'half typed' });
  await desk.logCall({
    phone: '139 0000 0008',
    callerName: '孙伟',
    outcome: 'message',
    messageFor: WHO.engineer,
    description: '请回电',
  });
  await desk.logCall({ phone: '139 0000 0009', outcome: 'wrong_number' });
}

/** How many documents each collection of a desk holds, of all that its stores declare. */
export async function countsOf(desk: TestDesk): Promise<Record<string, number>> {
  const { db } = desk.app.desk.cases.model;
  const counted = collectionsOf(db).map(async ({ name }) => [name, await db.collection(name).countDocuments({})] as const);
  return Object.fromEntries(await Promise.all(counted));
}
