import type { DateTime } from 'luxon';
import { behindMore, type Field, type Form, type FormValues, textIn } from '../form.js';
import { byWord } from '../table.js';
import { CATEGORIES, PARTS } from '../ticket/index.js';
import { DELAY_REASONS, RESULTS, VISIT_KINDS, type Visit, WISHES } from './visit.js';
import { windowFields } from './window.js';

const required = (field: Field): Field => ({ ...field, isRequired: true });
/** Why something is planned though it clashes: asked once it does. */
export const CLASH_REASON = 'clashReason';
const clash: Field = {
  name: CLASH_REASON,
  kind: 'longText',
  isTelling: true,
  max: 500,
  isShown: (values) => textIn(values, CLASH_REASON) !== undefined,
};
const reason: Field = { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 1000 };
const agreedWith: Field = { name: 'agreedWith', kind: 'text', isRequired: true, max: 80, isTheirs: true };
/** Whose wish it is that the window is left. Rule D6. */
const wish: Field = { name: 'wish', kind: 'radio', options: WISHES, isRequired: true };
const toldAt: Field = { name: 'toldAt', kind: 'dateTime', isRequired: true, isPast: true };
const window: readonly Field[] = [
  { name: 'date', kind: 'date' },
  { name: 'from', kind: 'time' },
  { name: 'to', kind: 'time' },
].map((field) => ({ ...required(field as Field), oneWith: 'window' }));

/** The order of a visit. Rule D1. */
export const SCHEDULE_FORM: Form = {
  name: 'visit.schedule',
  fields: behindMore(
    [
      { name: 'engineer', kind: 'person', redraws: true, mustBe: 'engineer' },
      ...window.map((field) => (field.name === 'date' ? { ...field, redraws: true } : field)),
      { name: 'address', kind: 'text', isRequired: true, max: 300 },
      { name: 'phone', kind: 'phone', isRequired: true },
      { name: 'travelMinutes', kind: 'number', isRequired: true, max: 1440 },
      { name: 'need', kind: 'longText', isRequired: true },
      { name: 'kind', kind: 'radio', options: VISIT_KINDS, isRequired: true },
      clash,
    ],
    ['travelMinutes', 'kind'],
  ),
};

/** One tick for a whole list: its words name what it stands for. */
const ALL = 'all';
/** Was all of this ticked, one by one or at once? */
export const areTicked = (ticked: readonly string[], needed: readonly string[]): boolean =>
  ticked.includes(ALL) || needed.every((check) => ticked.includes(check));

const CALL_OUTCOMES = ['confirmed', 'noAnswer', 'refused', 'otherTime'] as const;
/** What the engineer confirms with the customer, without asking it anew. Rule D3. */
export const CONFIRMED_CHECKS = ['window', 'address', 'phone'] as const;
/** Before leaving the desk. Rules D4, D14. */
/** What does not depend on the weather is with whoever leaves, or he says why not. */
export const ALWAYS_PACKED = ['badge', 'usb', 'tools', 'water', 'dress'] as const;
export const LEAVING_DESK = ['badge', 'usb', 'tools', 'water', 'rain', 'dress'] as const;
/** Before leaving the customer. Rule D12. */
export const LEAVING_CUSTOMER = ['nothingLeft', 'hint', 'anythingElse', 'contactCard'] as const;
/** The four demands. Rule D14. */
export const DEMANDS = ['appearance', 'sincere', 'proper', 'patient'] as const;
/** The seven don'ts. Rule D14. */
export const DONTS = ['ignore', 'sign', 'gifts', 'noShow', 'consume', 'phone', 'gossip'] as const;
const isCall =
  (outcome: string) =>
  (values: FormValues): boolean =>
    values.outcome === outcome;

/** What each action of a visit asks, by action. */
export const VISIT_FORMS = {
  accept: { name: 'visit.accept', fields: [{ name: 'remark', kind: 'longText', max: 500 }, clash] },
  decline: { name: 'visit.decline', fields: [reason] },
  askOther: { name: 'visit.askOther', fields: [{ name: 'to', kind: 'person', isRequired: true, mustBe: 'engineer' }, reason, clash] },
  reassign: { name: 'visit.reassign', fields: [{ name: 'to', kind: 'person', mustBe: 'engineer' }, reason, clash] },
  addHelper: { name: 'visit.addHelper', fields: [{ name: 'to', kind: 'person', isRequired: true, mustBe: 'engineer' }, clash] },
  removeHelper: { name: 'visit.removeHelper', fields: [{ name: 'to', kind: 'person', isRequired: true, isAnybody: true }, reason] },
  callMade: {
    name: 'visit.callMade',
    fields: [
      { name: 'outcome', kind: 'radio', options: CALL_OUTCOMES, isRequired: true, redraws: true },
      { name: 'confirmed', kind: 'checks', options: [ALL, ...CONFIRMED_CHECKS], isShown: isCall('confirmed'), isRequired: true },
      { name: 'nextTryAt', kind: 'dateTime', isShown: isCall('noAnswer'), isAhead: true },
      ...window.map((field) => ({ ...field, isShown: isCall('otherTime') })),
      { ...wish, isShown: isCall('otherTime') },
      { ...agreedWith, isShown: isCall('otherTime') },
      { name: 'text', kind: 'longText', max: 1000, isRequired: isCall('refused'), isTelling: isCall('refused') },
      clash,
    ],
  },
  onMyWay: {
    name: 'visit.onMyWay',
    fields: [
      { name: 'packed', kind: 'checks', options: [ALL, ...LEAVING_DESK] },
      { name: 'notPacked', kind: 'text', isTelling: true, max: 300 },
    ],
  },
  goAnyway: { name: 'visit.goAnyway', fields: [agreedWith, reason] },
  arriveAnyway: { name: 'visit.arriveAnyway', fields: [reason] },
  arriveStill: { name: 'visit.arriveStill', fields: [reason] },
  arrivedEarlier: {
    name: 'visit.arrivedEarlier',
    fields: [{ name: 'arrivedAt', kind: 'dateTime', isRequired: true, isPast: true }, reason],
  },
  late: {
    name: 'visit.late',
    fields: [
      { name: 'eta', kind: 'dateTime', isRequired: true, isAhead: true },
      { name: 'delayReason', kind: 'choice', options: DELAY_REASONS, isRequired: true },
      { name: 'text', kind: 'longText', max: 500, isRequired: (values) => values.delayReason === 'other', isTelling: true },
    ],
  },
  customerTold: { name: 'visit.customerTold', fields: [toldAt, agreedWith] },
  agreeNewTime: { name: 'visit.agreeNewTime', fields: [toldAt, ...window, agreedWith, clash] },
  reschedule: { name: 'visit.reschedule', fields: [...window, wish, agreedWith, reason, clash] },
  cancel: { name: 'visit.cancel', fields: [{ ...wish, options: [...WISHES, 'needless'] }, agreedWith, reason] },
  edit: {
    name: 'visit.edit',
    fields: [
      { name: 'address', kind: 'text', isRequired: true, max: 300 },
      { name: 'phone', kind: 'phone', isRequired: true },
      { name: 'travelMinutes', kind: 'number', isRequired: true, max: 1440 },
      { name: 'need', kind: 'longText', isRequired: true },
      { name: 'kind', kind: 'radio', options: VISIT_KINDS, isRequired: true },
      clash,
    ],
  },
  followedUp: { name: 'visit.followedUp', fields: [{ name: 'text', kind: 'longText', isRequired: true, isTelling: true, max: 1000 }] },
  interrupt: {
    name: 'visit.interrupt',
    fields: [{ name: 'backAt', kind: 'dateTime', isRequired: true, isAhead: true }, agreedWith, reason, clash],
  },
  notOurs: {
    name: 'visit.notOurs',
    fields: [
      { name: 'cause', kind: 'longText', isRequired: true, isTelling: true, max: 1000 },
      { name: 'advice', kind: 'longText', isRequired: true, isTelling: true, max: 1000 },
      { name: 'insists', kind: 'radio', options: ['no', 'yes'], isRequired: true },
    ],
  },
  finish: {
    name: 'visit.finish',
    fields: behindMore(
      [
        { name: 'cause', kind: 'longText', isRequired: true, isTelling: true, max: 1000 },
        { name: 'workDone', kind: 'longText', isRequired: true, isTelling: true },
        { name: 'parts', kind: 'text', max: 300 },
        { name: 'result', kind: 'radio', options: RESULTS, isRequired: true },
        { name: 'testedBy', kind: 'text', isRequired: true, max: 80, isTheirs: true },
        { name: 'category', kind: 'choice', options: CATEGORIES, isRequired: true },
        { name: 'part', kind: 'radio', options: PARTS, isRequired: true },
        { name: 'signedForm', kind: 'radio', options: ['repair', 'acceptance'], isRequired: true },
        { name: 'photos', kind: 'files', max: 5 },
        { name: 'noPhotoReason', kind: 'longText', isTelling: true, max: 500 },
        { name: 'leaving', kind: 'checks', options: [ALL, ...LEAVING_CUSTOMER], isRequired: true },
        { name: 'finishedAt', kind: 'dateTime', isPast: true },
      ],
      ['parts', 'category', 'signedForm', 'noPhotoReason', 'finishedAt'],
    ),
  },
  decide: { name: 'visit.decide', fields: [reason] },
  notWished: { name: 'visit.notWished', fields: [{ ...agreedWith, name: 'heardFrom' }, reason] },
  sosOver: { name: 'visit.sosOver', fields: [{ name: 'text', kind: 'longText', isRequired: true, isTelling: true, max: 1000 }] },
  confirmEntry: { name: 'visit.confirmEntry', fields: [reason] },
  addPhotos: { name: 'visit.addPhotos', fields: [{ name: 'photos', kind: 'files', max: 5, isRequired: true }] },
  violation: {
    name: 'visit.violation',
    fields: [
      { name: 'which', kind: 'choice', options: DONTS, isRequired: true },
      { name: 'text', kind: 'longText', isRequired: true, isTelling: true, max: 1000 },
    ],
  },
  note: { name: 'visit.note', fields: [{ name: 'text', kind: 'longText', isRequired: true }] },
} as const satisfies Record<string, Form>;

type Start = (visit: Visit, now: DateTime) => FormValues;
const told: Start = (_visit, now) => ({ toldAt: now.toJSDate() });
const appointed: Start = ({ data }, now) => windowFields(data, now);

/** What each action's form starts with, field by field: a name means something else in another form. */
const STARTS: Readonly<Partial<Record<keyof typeof VISIT_FORMS, Start>>> = {
  // Most customers confirm; what is ticked then says that they did.
  callMade: (visit, now) => ({ ...appointed(visit, now), outcome: 'confirmed' }),
  customerTold: told,
  agreeNewTime: (visit, now) => ({ ...told(visit, now), ...appointed(visit, now) }),
  reschedule: appointed,
  edit: ({ data: { address, phone, travelMinutes, need, kind } }) => ({ address, phone, travelMinutes, need, kind }),
  notOurs: ({ data }) => ({ cause: data.finish?.cause }),
  // Sent back, it starts with all that was entered, ticks and reason included; only files cannot be put back into a form.
  finish({ data }) {
    // What was refused can only have been advised.
    const { notOurs } = data;
    const advised = notOurs?.decidedBy && !notOurs.isAllowed ? { result: 'advised', workDone: notOurs.advice } : {};
    const { cause, workDone, parts, result, part, leaving, noPhotoReason, category = data.category, form } = { ...advised, ...data.finish };
    const testedBy = data.finish?.testedBy ?? data.callerName;
    const signedForm = form ?? (data.kind === 'install' ? 'acceptance' : 'repair');
    return { category, signedForm, cause, workDone, parts, result, testedBy, part, leaving, noPhotoReason };
  },
};

/** What the form of this action starts with. */
export const visitPrefill = (visit: Visit, action: string, now: DateTime): FormValues => byWord(STARTS)[action]?.(visit, now) ?? {};
