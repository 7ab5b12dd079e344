import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOCALES, translator } from '../../src/locales/index.js';
import { FINISH, PACKED } from '../support/builders.js';
import { aCall, directOf, eventually, shownIn, TestDesk, WHO } from '../support/desk.js';

const PHONE = '138 0000 4711';
/** One tick stands for the leaving list. */
const FINISHED = { ...FINISH, leaving: ['all'] };

describe('what the engineer has at hand', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await TestDesk.open({ settings: { company: { name: '伯乔', phone: '021 0000 0000' } } });
  });
  afterAll(() => desk.close());

  const inState = (no: string, state: string): Promise<void> => eventually(async () => expect((await desk.case(no))?.state).toBe(state));
  const accepted = async (values: object = {}): Promise<string> => {
    const no = await desk.orderVisit(await desk.logCall(aCall()), { engineer: WHO.engineer, ...values }, { hours: 1, minutes: 30 });
    await desk.actWithForm(WHO.engineer, no, 'accept', {});
    await inState(no, 'accepted');
    return no;
  };
  /** What *What to say* shows now. */
  const said = async (no: string): Promise<string> => {
    await desk.closeModals(WHO.engineer);
    await desk.pressOn(WHO.engineer, await desk.visitCard(no, WHO.engineer), 'words', no);
    return JSON.stringify((await desk.modal(WHO.engineer, 'tell')).body.blocks);
  };
  const asked = async (no: string, action: string): Promise<string> => {
    await desk.closeModals(WHO.engineer);
    await desk.pressOn(WHO.engineer, await desk.visitCard(no, WHO.engineer), action, no);
    return JSON.stringify((await desk.modal(WHO.engineer, `visit.${action}`)).body.blocks);
  };

  test('V17: each sentence of the handbook is said where it is spoken, with the company and the name, in both languages', async () => {
    const no = await accepted();
    const ahead = await said(no);
    for (const sentence of [
      '您好，我是伯乔运维工程师李强。',
      'Hello, this is 李强, operations engineer of 伯乔.',
      '工牌，照片朝向客户，停顿5秒',
      'with its photo towards the customer for 5 seconds',
      '改约或请其同事接待',
      'to agree another time or to be received by a colleague',
      '向前台出示工牌',
      'Show your badge at reception',
    ])
      expect(ahead).toContain(sentence);
    const leaving = await asked(no, 'onMyWay');
    for (const demand of ['服装整洁，注重仪表', '关注客户，真诚服务', '操作规范，行为专业', '乐于沟通，耐心指导', '不准无故失约'])
      expect(leaving).toContain(demand);
    const refused = await desk.submit(WHO.engineer, await desk.modal(WHO.engineer, 'visit.onMyWay'), { packed: ['badge', 'usb'] });
    expect(JSON.stringify(refused.errors)).toContain('未带齐');
    await desk.actWithForm(WHO.engineer, no, 'onMyWay', PACKED);
    await desk.pressVisit(WHO.engineer, no, 'arrive');
    await desk.pressVisit(WHO.engineer, no, 'startWork');
    await inState(no, 'working');
    const atWork = await said(no);
    for (const sentence of [
      '我能检查一下是什么问题吗？',
      'May I have a look what the problem is?',
      '请客户亲自操作、重现故障',
      'let him show the fault himself',
      '面对客户解释，不边操作边讲',
      'face the customer and explain it in plain words',
      '您看我还能帮您做点什么吗？',
      'Is there anything else I can do for you?',
      '双手递上服务联络卡：“这是我们的联系方法，有问题请与我们联系。”不得留下自己的手机号码',
      'with both hands: “This is how you reach us; please call if there is a problem.” Never leave your own number',
      '感谢您的配合，再见！',
      'Thank you for your help, goodbye!',
    ])
      expect(atWork).toContain(sentence);
    await desk.actWithForm(WHO.engineer, no, 'finish', { ...FINISHED, photos: [await desk.picture()] });
    await inState(no, 'signed');
    const back = await said(no);
    for (const sentence of ['U盘再次彻底杀毒', 'scan the USB stick again']) expect(back).toContain(sentence);
    const again = await accepted();
    expect((await desk.case(again))?.data).toMatchObject({ isFirstVisit: false });
    // Who calls for the engineer does not say that he comes himself.
    await desk.closeModals(WHO.supervisor);
    await desk.pressOn(WHO.supervisor, await desk.visitCard(again, WHO.engineer), 'callMade', again);
    const called = JSON.stringify((await desk.modal(WHO.supervisor, 'visit.callMade')).body.blocks);
    expect(called).toContain('我公司的运维工程师李强将于');
    expect(called).not.toContain('我是伯乔运维工程师');
    const known = await said(again);
    for (const sentence of ['您好，我是来为您服务的。', 'Hello, I am here to help you.']) expect(known).toContain(sentence);
    for (const locale of LOCALES) expect(translator(locale)('visit.explain.violation', { no: 'V-1' })).toMatch(/历史|history/);
  });

  test('V17 Q30: a call is greeted with the company; who is called, who calls and when it is answered are put in', async () => {
    await desk.command(WHO.agent, '/newcall');
    const view = await desk.modal(WHO.agent, 'call.log');
    const drawn = (): string => JSON.stringify(view.body.blocks);
    await eventually(() => expect(drawn()).toContain('“您好，伯乔运维工程师王小美。”'));
    const caller = { callerName: '周丽', callerTitle: '女士' };
    const pick = (outcome: string) => desk.pressInView(WHO.agent, view, 'outcome', 'value', outcome, caller);
    const { hash } = view;
    await desk.pressInView(WHO.agent, view, 'more', 'value', ['more']);
    await eventually(() => expect(view.hash).not.toBe(hash));
    await pick('solved');
    await eventually(() => expect(drawn()).toContain('“周丽女士，能否让我电话协助您解决呢'));
    await pick('message');
    await eventually(() => expect(drawn()).toContain('“对不起，您要找的同事现在不在。”'));
    await desk.pressInView(WHO.agent, view, 'messageFor', 'value', WHO.tom);
    await eventually(() => expect(drawn()).toContain('“对不起，Tom Baker现在不在。”'));
    for (const outcome of ['solved', 'call_back', 'message']) {
      await pick(outcome);
      await eventually(() => expect(view.values.outcome?.value).toBeDefined());
      expect(drawn()).not.toMatch(/XX|某某/);
    }
  });

  test('V19: who goes there has the number on his own card once he asked for it, to be dialled, and the address on a map; nobody else', async () => {
    const no = await accepted({ address: '虹桥路 1 号 *A_2*' });
    await desk.actWithForm(WHO.supervisor, no, 'addHelper', { to: WHO.tom });
    const own = await desk.visitCard(no, WHO.engineer);
    expect(shownIn(own)).not.toContain(PHONE);
    expect(shownIn(own)).toContain(
      '<https://uri.amap.com/search?keyword=%E8%99%B9%E6%A1%A5%E8%B7%AF%201%20%E5%8F%B7%20%2AA%5F2%2A|虹桥路 1 号',
    );
    await desk.pressOn(WHO.engineer, own, 'showPhone', no);
    const link = `<tel:+8613800004711|${PHONE}>`;
    await desk.answer(WHO.engineer, link);
    await desk.settle();
    await eventually(async () => expect(shownIn(await desk.visitCard(no, WHO.engineer))).toContain(link));
    const others = desk.workspace.messages.filter(
      ({ channel, ephemeralFor }) => channel !== directOf(WHO.engineer) && ephemeralFor !== WHO.engineer,
    );
    expect(others.map(shownIn).join()).not.toContain(PHONE);
    expect(others.map(shownIn).join()).not.toContain('tel:');
    expect((await desk.case(no))?.history.at(-1)).toMatchObject({ action: 'showPhone', by: WHO.engineer });
    expect(desk.refused.filter(({ what }) => what.startsWith('chat.'))).toEqual([]);
  });
});
