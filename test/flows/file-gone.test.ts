import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CLOCK } from '../../src/cases/case.js';
import { openDuty } from '../../src/cases/duty/workflow.js';
import type { FileRef } from '../../src/cases/form.js';
import { kindOf } from '../../src/cases/kinds.js';
import { decide } from '../../src/cases/workflow.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const GROUP = '服务器组';
const settings = { operations: { groups: { [GROUP]: { members: [WHO.tom, WHO.engineer] } } } };

describe('a file on which something rests is deleted in Slack', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await TestDesk.open({ settings });
  });
  afterEach(() => desk.close());

  const upload = async (name: string): Promise<FileRef> => (await desk.file(name, Buffer.from(name))) as FileRef;
  const told = (user: string, words: string): string[] =>
    desk
      .posted(directOf(user))
      .map(shownIn)
      .filter((text) => text.includes(words));

  /** A duty's turn that was done with these files. */
  async function doneWith(files: readonly FileRef[]) {
    const { cases, duties, clock, people, team } = desk.app.desk;
    const policy = await policyNow(desk.app.desk);
    const now = clock.now();
    const data = {
      name: 'Security report',
      group: GROUP,
      recurrence: 'daily',
      dueBy: '18:00',
      dueAfterDays: 0,
      evidence: 'file',
      lines: [],
    } as const;
    const added = await duties.add({ ...data, enabledOn: now.toISODate() ?? '' }, WHO.tom, now.toJSDate());
    if (!added.ok) throw new Error('no duty');
    const slot = {
      day: now.toISODate() ?? '',
      opensAt: now.minus({ hours: 1 }),
      remindAt: now.plus({ hours: 6 }),
      dueAt: now.plus({ hours: 8 }),
      lapsesAt: now.plus({ days: 1 }),
    };
    const { no } = await cases.create('duty', (seq) => openDuty(added.entry, slot, { team: team.id, seq }, { actor: CLOCK, now, policy }));
    const actor = await people.find(WHO.tom);
    const done = await cases.change(no, (record) => decide(kindOf(record), record, 'done', { files }, { actor, now, policy }));
    expect(done?.ok).toBe(true);
    await desk.settle();
    return no;
  }

  test('case, register and history say so; owner and leaders hear it once for each case; what rests on nothing hears nothing', async () => {
    const [report, annex, other, handbook] = await Promise.all(['report.docx', 'annex.docx', 'other.docx', 'handbook.pdf'].map(upload));
    if (!report || !annex || !other || !handbook) throw new Error('no files');
    const no = await doneWith([report, annex]);
    const { projects, documents, clock } = desk.app.desk;
    const at = clock.now().toJSDate();
    const project = await projects.add({ name: '收费系统', group: GROUP, items: [], lastItem: 0 }, WHO.tom, at);
    if (!project.ok) throw new Error('no project');
    const version = { n: 1, file: { id: handbook.id, name: handbook.name, permalink: handbook.permalink }, by: WHO.tom, at };
    const kept = await documents.add({ project: project.entry.no, kind: 'manual', title: 'Handbook', versions: [version] }, WHO.tom, at);
    if (!kept.ok) throw new Error('no document');

    await desk.deleteFile(other.id);
    await desk.deleteFile(report.id);
    await eventually(async () =>
      expect((await desk.case(no))?.data).toMatchObject({ done: { files: [{ goneAt: expect.any(Date) }, { name: 'annex.docx' }] } }),
    );
    await desk.settle();
    for (const user of [WHO.tom, WHO.supervisor]) await eventually(() => expect(told(user, 'report.docx')).toHaveLength(1));
    expect(told(WHO.supervisor, 'report.docx')[0]).toContain('已在 Slack 中被删除');
    expect(told(WHO.tom, 'report.docx')[0]).toContain('was deleted in Slack');

    // The next one of the same case is marked, and said in its thread alone.
    await desk.deleteFile(annex.id);
    await eventually(async () =>
      expect((await desk.case(no))?.data).toMatchObject({ done: { files: [{}, { goneAt: expect.any(Date) }] } }),
    );
    await desk.settle();
    const card = await eventually(() => {
      const found = desk.workspace.messages.find(({ text, threadTs }) => !threadTs && text.startsWith(`${no} `));
      if (!found || !shownIn(found).includes('annex.docx（已在 Slack 中删除）')) throw new Error('the card does not say so');
      return found;
    });
    expect(desk.workspace.messages.filter((one) => one.threadTs === card.ts && shownIn(one).includes('annex.docx'))).toHaveLength(1);
    expect([told(WHO.tom, 'annex.docx'), told(WHO.supervisor, 'annex.docx')]).toEqual([[], []]);
    expect((await desk.case(no))?.history.filter(({ action }) => action === 'fileGone')).toHaveLength(2);

    // Slack sends an event again that was not answered in time.
    await desk.app.sandbox?.acting.fileDeleted(report.id);
    await desk.deleteFile(handbook.id);
    await eventually(() => expect(told(WHO.supervisor, kept.entry.no)).toHaveLength(1));
    await desk.command(WHO.anna, `/docs ${kept.entry.no}`);
    await desk.answer(WHO.anna, 'handbook.pdf (deleted in Slack)');
    expect((await desk.case(no))?.history.filter(({ action }) => action === 'fileGone')).toHaveLength(2);
    expect(desk.workspace.messages.map(shownIn).join()).not.toContain('other.docx');
  });
});
