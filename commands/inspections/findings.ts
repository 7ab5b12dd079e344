import { type Asked as Found, type Inspection, openFindingsIn, seenSince } from '../../src/cases/inspection/inspection.js';
import { shorten } from '../../src/cases/text.js';
import { dayInWords } from '../../src/cases/turn.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { namesOf } from '../../src/slack/messages/names.js';
import { linksTo } from '../../src/slack/people/readers.js';

/** A finding that nobody takes care of: the newest inspection that has it, and all of them. */
interface Standing {
  readonly found: Found;
  readonly inspections: readonly Inspection[];
}

/** What was found and nobody takes care of, each once however many inspections have it, the oldest first. */
export async function openFindings({ inspections }: Desk): Promise<Standing[]> {
  const byKey = new Map<string, { found: Found; inspections: Inspection[] }>();
  const inOrder = (await inspections.planned()).sort((a, b) => a.data.day.localeCompare(b.data.day) || a.seq - b.seq);
  for (const inspection of inOrder)
    for (const found of openFindingsIn(inspection.data)) {
      const known = byKey.get(found.key);
      byKey.set(found.key, { found, inspections: [...(known?.inspections ?? []), inspection] });
    }
  return [...byKey.values()];
}

/** The list of open findings: where, what, in how many inspections, since when, and whose. */
export async function listFindings(asked: Asked): Promise<Message> {
  const { desk, reader } = asked;
  const { t } = reader;
  const all = await openFindings(desk);
  if (all.length === 0) return noticeMessage(t('inspection.noFindings'), undefined, [], t);
  const last = ({ inspections }: Standing): Inspection => inspections.at(-1) as Inspection;
  const names = await namesOf(desk, [...new Set(all.map((one) => last(one).owner))]);
  const head = ['no', 'group', 'subject', 'question', 'seen', 'times', 'since', 'person'].map((column) => t(`inspection.table.${column}`));
  const rows = all.map((standing) => {
    const { found, inspections } = standing;
    const { no, data, owner } = last(standing);
    const [first] = inspections;
    return [
      no,
      data.group,
      found.subject.name,
      found.item.question,
      shorten(seenSince(found), 160),
      String(inspections.length),
      first ? dayInWords(first.data, reader) : '',
      names.get(owner) ?? owner,
    ];
  });
  const title = t('inspection.findings', { n: all.length });
  const links = linksTo(desk, all.map(last));
  return tableMessage({ title, head, rows, links, from: asked.from, again: 'inspect findings', footer: t('inspection.findingsHow') }, t);
}
