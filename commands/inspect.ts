import { DateTime } from 'luxon';
import { dayInWords, findingInWords, progress } from '../src/cases/inspection/card.js';
import { askedIn, findingsIn, type Inspection } from '../src/cases/inspection/inspection.js';
import { parseCaseNo } from '../src/cases/kinds.js';
import { person as mention } from '../src/cases/text.js';
import { type Message, noticeMessage, tableMessage } from '../src/slack/blocks.js';
import { type Asked, answerer, attend } from '../src/slack/handlers.js';
import { namesOf } from '../src/slack/names.js';
import { parseProjectNo } from '../src/store/projects.js';
import type { Entry } from './registry.js';
import { shareable } from './shareable.js';
import { showCase } from './ticket.js';

/** Slack's tables have at most 100 rows, with the heading. */
const MOST_ROWS = 99;
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

async function table({ desk, reader }: Asked, title: string, inspections: readonly Inspection[]): Promise<Message> {
  const { t } = reader;
  if (inspections.length === 0) return noticeMessage(t('inspect.none'), undefined, [], t);
  const names = await namesOf(desk, [...new Set(inspections.map(({ owner }) => owner))]);
  const head = ['no', 'day', 'cycle', 'group', 'state', 'checked', 'findings', 'person'].map((column) => t(`table.${column}`));
  const rows = inspections.slice(0, MOST_ROWS).map((inspection) => {
    const { data, no, state, owner } = inspection;
    return [
      no,
      dayInWords(data, reader),
      t(`cycle.${data.cycle}`),
      data.group,
      t(`state.inspection.${state}`),
      progress(askedIn(data)),
      String(findingsIn(data).length),
      names.get(owner) ?? owner,
    ];
  });
  const more = inspections.length > MOST_ROWS ? t('table.more', { n: inspections.length - MOST_ROWS }) : undefined;
  return tableMessage(title, head, rows, more);
}

const isoDay = (at: DateTime): string => at.toISODate() ?? '';

/** Today's, and what is still open of earlier days. */
async function today(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const day = isoDay(reader.now);
  const [ofToday, open] = await Promise.all([desk.inspections.between(day, day), desk.inspections.open()]);
  const older = open.filter(({ no }) => !ofToday.some((other) => other.no === no));
  return table(asked, reader.t('inspect.today', { day: reader.now.toFormat('yyyy-MM-dd') }), [...ofToday, ...older]);
}

async function week(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const from = isoDay(reader.now.minus({ days: WEEK_DAYS - 1 }));
  return table(asked, reader.t('inspect.week'), (await desk.inspections.between(from, isoDay(reader.now))).toReversed());
}

/** `2026-11-01..2026-11-30`; without it the last 30 days. */
function periodIn(typed: string, { now }: Asked['reader']): { from: string; to: string } | undefined {
  if (typed === '') return { from: isoDay(now.minus({ days: MONTH_DAYS - 1 })), to: isoDay(now) };
  const [from = '', to = from] = typed.split(/\.\.|–|~/).map((part) => part.trim());
  const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid;
  return isDay(from) && isDay(to) && from <= to ? { from, to } : undefined;
}

/** A project's inspections of a period: done, missed, findings. Rule G8. */
async function ofProject(asked: Asked, rest: string): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const [typed = '', ...more] = rest.trim().split(/\s+/);
  const no = parseProjectNo(typed);
  const project = no && (await desk.projects.get(no));
  if (!project) return noticeMessage(t('refusal.noSuchProject', { no: typed }), undefined, [], t);
  const period = periodIn(more.join(''), reader);
  if (!period) return noticeMessage(t('refusal.notAPeriod', { typed: more.join(' ') }), undefined, [], t);
  const parts = await desk.inspections.ofProject(project, period.from, period.to);
  const own = parts.map((part) => ({ part, asked: askedIn(part) }));
  const findings = own.flatMap(({ part, asked: items }) =>
    items
      .filter(({ result }) => result && !result.isOk)
      .map((one) => `${dayInWords(part, reader)} ${findingInWords(one)} (${one.result ? mention(one.result.by) : ''})`),
  );
  const counts = {
    all: own.length,
    done: own.filter(({ asked: items }) => items.every(({ result }) => result)).length,
    missed: own.filter(({ part, asked: items }) => part.state === 'missed' && items.some(({ result }) => !result)).length,
    findings: findings.length,
  };
  const lines = [
    t('inspect.project', { no: project.no, name: project.name, from: period.from, to: period.to }),
    t('inspect.counts', counts),
    ...findings.slice(-20),
  ];
  return noticeMessage(lines.join('\n'), undefined, [], t);
}

/** What can be asked of inspections, each also shared to a channel. */
export const INSPECTION_LISTS: Readonly<Record<string, (asked: Asked, rest: string) => Promise<Message>>> = {
  today,
  week,
  project: ofProject,
};

async function answerInspect(asked: Asked, text: string): Promise<void> {
  const { t } = asked.reader;
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const list = INSPECTION_LISTS[word.toLowerCase() || 'today'];
  if (list) return asked.answer(shareable(await list(asked, rest.join(' ')), `inspect ${text.trim() || 'today'}`, t));
  const no = parseCaseNo(word);
  return asked.answer(no?.startsWith('I-') ? await showCase(asked, no) : t('help.inspect'));
}

export const inspect: Entry = {
  commands: ['/inspect'],
  register(app, desk) {
    app.command('/inspect', async ({ command, ack, respond }) => {
      await ack();
      await attend(desk, command.user_id, answerer(desk, command.user_id, respond), (asked) => answerInspect(asked, command.text));
    });
  },
};
