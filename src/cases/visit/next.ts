import { unanswered } from '../alarms.js';
import { phonesOf } from '../phones.js';
import { isAnswerable } from './deadlines.js';
import { lastPress } from './press.js';
import { openMisses } from './promise.js';
import { claimsOf, currentDelay, isSosOpen, isSosTaken, type Visit, type VisitState } from './visit.js';

const isDelayUntold = (visit: Visit, isPlain: boolean): boolean => {
  const delay = currentDelay(visit.data);
  return delay !== undefined && !delay.toldAt && (delay.grade === 'late') === isPlain;
};
const isUndecided = ({ data }: Visit): boolean => data.notOurs?.isInsisted === true && !data.notOurs.decidedBy;

/** What an action needs besides its state. Actions that are not named fit whenever their state does. */
const NEEDS: Readonly<Record<string, (visit: Visit) => boolean>> = {
  decline: ({ data }) => data.engineer !== undefined,
  leave: ({ data }) => data.helpers.length > 0,
  removeHelper: ({ data }) => data.helpers.length > 0,
  goAnyway: ({ data }) => data.refusedAt !== undefined,
  onMyWay: ({ data }) => data.refusedAt === undefined,
  confirmEntry: ({ data }) => claimsOf(data).length > 0,
  refuseEntry: ({ data }) => claimsOf(data).length > 0,
  notWished: ({ data }) => data.claimedWish !== undefined,
  excuse: ({ data }) => openMisses(data).length > 0,
  addPhotos: ({ data }) => data.finish !== undefined,
  arriveAnyway: () => false,
  arriveStill: () => false,
  undo: (visit) => lastPress(visit) !== undefined,
  customerTold: (visit) => isDelayUntold(visit, true),
  agreeNewTime: (visit) => isDelayUntold(visit, false),
  noteLeft: ({ data }) => data.absent !== undefined && !data.absent.noteLeftAt,
  followedUp: ({ data }) => data.absent?.followUpAt !== undefined,
  interrupt: ({ data }) => !data.backAt && !data.approvalAskedAt,
  resumeWork: ({ data }) => data.backAt !== undefined,
  notOurs: ({ data }) => !data.approvalAskedAt && !data.notOurs?.decidedBy,
  allowRepair: isUndecided,
  refuseRepair: isUndecided,
  finish: (visit) => !visit.data.approvalAskedAt && !visit.data.backAt && !isUndecided(visit),
  approve: ({ data }) => data.approvalAskedAt !== undefined,
  disapprove: ({ data }) => data.approvalAskedAt !== undefined,
  sos: (visit) => !isSosOpen(visit),
  sosTaken: isSosOpen,
  sosMistaken: isSosOpen,
  sosReturned: isSosTaken,
  sosOver: isSosTaken,
  showPhone: (visit) => phonesOf(visit).length > 0,
  onIt: (visit) => unanswered(visit, isAnswerable).length > 0,
};

/** Does this action fit what has happened so far? Its state and the person's role are asked elsewhere. */
export const fitsNow = (action: string, visit: Visit): boolean => NEEDS[action]?.(visit) ?? true;

/**
 * Does it fit this reader? Whoever called for help does not take it himself, and nobody else takes his word back; what one engineer was
 * asked is not another's to accept. A channel, where everybody reads, shows what somebody there may press.
 */
export function fitsReader(action: string, { data }: Pick<Visit, 'data'>, user: string | undefined): boolean {
  if (action === 'sosMistaken') return user !== undefined && user === data.sos?.by;
  if (user === undefined) return true;
  if (action === 'notWished') return !data.crew.includes(user) && user !== data.claimedWish?.by;
  if (action === 'sosTaken') return user !== data.sos?.by;
  if (action === 'sosReturned') return user === data.sos?.takenBy;
  return action !== 'accept' || data.engineer === undefined || data.engineer === user;
}

/** The next steps of each state, the likeliest first. */
const NEXT: Readonly<Record<VisitState, readonly string[]>> = {
  ordered: ['accept', 'decline', 'askOther', 'reassign'],
  accepted: ['callMade', 'onMyWay', 'late'],
  confirmed: ['onMyWay', 'arrive', 'late'],
  departed: ['arrive', 'late', 'sos'],
  arrived: ['startWork', 'absent', 'sos'],
  customer_absent: ['startWork', 'noteLeft', 'followedUp', 'reschedule', 'sos'],
  working: ['resumeWork', 'finish', 'interrupt', 'notOurs', 'sos'],
  signed: ['handIn'],
  handed_in: ['receive'],
  archived: [],
  cancelled: [],
};
const FIRST = [
  'sosTaken',
  'sosMistaken',
  'sosOver',
  'sosReturned',
  'goAnyway',
  'confirmEntry',
  'refuseEntry',
  'approve',
  'disapprove',
  'allowRepair',
  'refuseRepair',
  'customerTold',
  'agreeNewTime',
] as const;

/** The buttons of a visit as it stands, the likeliest first, the rest left to the menu. */
export const nextSteps = (visit: Visit): string[] => [
  ...FIRST.filter((name) => fitsNow(name, visit)),
  ...NEXT[visit.state].filter((name) => fitsNow(name, visit)),
];
