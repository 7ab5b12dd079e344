import { keysOf } from '../../src/cases/customer/finding.js';
import type { LightTable } from '../../src/cases/device/lights.js';
import { act } from '../../src/slack/act.js';
import { collectionsOf } from '../../src/store/stores.js';
import { aCall, eventually, option, type TestDesk, WHO } from './desk.js';

/** Bytes that do not shrink, as of a photo. */
export const photoOf = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, n) => (n * 2_654_435_761) >>> 13));

/** Adds to a desk with the sample week what that does not have, so that each collection holds something. */
export async function addEverything(desk: TestDesk): Promise<void> {
  const { projects, documents, customers, lights, photos, drafts, clock } = desk.app.desk;
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
  const customer = {
    ...{
      name: '长江百货',
      shortNames: ['长百'],
      formerNames: ['长江商厦'],
      products: ['会员积分'],
      accountOwner: WHO.engineer,
      lastPart: 2,
    },
    ...{ contractNo: 'K-1', contractFrom: '2026-01-01', contractTo: '2099-12-31', contractScope: '上门与远程' },
    sites: [{ id: 1, site: '解放路店', address: '解放路 1 号', travelMinutes: 25, hours: '10:00–22:00', note: '机房在三楼' }],
    contacts: [{ id: 2, callerName: '陈静', callerTitle: '女士', phone: '137 0000 0005', role: '店长', site: '解放路店' }],
  };
  await customers.add({ ...customer, ...keysOf(customer) }, WHO.engineer, at);
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
  await aRemoteSession(desk);
  await aKnownFault(desk);
}

/** The shipped ones; one of them was tried on a ticket and did not help. */
async function aKnownFault(desk: TestDesk): Promise<void> {
  await desk.command(WHO.engineer, '/fault common');
  await desk.pressAnswer(WHO.engineer, 'fault.shippedYes', 'new');
  await eventually(async () => {
    if (!(await desk.case('F-1'))) throw new Error('no faults yet');
  });
  await desk.settle();
  const ticket = await desk.logCall(aCall({ description: '开机后显示器黑屏没画面' }));
  const { person, no } = { person: await desk.app.desk.people.find(WHO.engineer), no: 'F-3' as never };
  for (const action of ['tryIt', 'didNotHelp']) await act(desk.app.desk, person, no, action, { ticket }, undefined);
  await desk.settle();
}

/** Asked for, allowed, connected, cut off, ended; the client stays. */
async function aRemoteSession(desk: TestDesk): Promise<void> {
  const ticket = await desk.logCall(aCall({ outcome: 'remote', remoteConsentBy: '周丽' }));
  await desk.command(WHO.engineer, `/remote ${ticket}`);
  const asked = { asked: '收银机打不开', machine: '2 号收银机', tool: option('client') };
  await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'remote.ask'), asked);
  await desk.settle();
  const consent = { consentedBy: '周丽', means: 'telephone', heardAt: Math.floor(desk.app.desk.clock.now().toSeconds()) };
  await desk.actWithForm(WHO.engineer, 'R-1', 'allowClient', consent);
  await desk.actWithForm(WHO.engineer, 'R-1', 'allowWatch', consent);
  await desk.pressOn(WHO.engineer, await desk.card('R-1'), 'start', 'R-1');
  await eventually(async () => {
    if ((await desk.case('R-1'))?.state !== 'running') throw new Error('not connected');
  });
  await desk.settle();
  await desk.actWithForm(WHO.engineer, 'R-1', 'more', { text: '看打印机', askedBy: '周丽' });
  await desk.actWithForm(WHO.engineer, 'R-1', 'raise', { ...consent, rights: '安装驱动' });
  const end = { steps: '重装驱动', result: 'partly', client: 'stays', stayAllowedBy: '周丽', seenBy: '周丽' };
  await desk.actWithForm(WHO.engineer, 'R-1', 'end', end);
  await desk.closeModals(WHO.engineer);
}

/** How many documents each collection of a desk holds, of all that its stores declare. */
export async function countsOf(desk: TestDesk): Promise<Record<string, number>> {
  const { db } = desk.app.desk.cases.model;
  const counted = collectionsOf(db).map(async ({ name }) => [name, await db.collection(name).countDocuments({})] as const);
  return Object.fromEntries(await Promise.all(counted));
}
