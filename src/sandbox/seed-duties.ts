import type { DateTime } from 'luxon';
import { CLOCK } from '../cases/case.js';
import { DUTY_TEMPLATES, type Duty, dutyKind, openDuty, rhythmOf, turnOf } from '../cases/duty/index.js';
import type { FormValues } from '../cases/form.js';
import { decide, decideDue } from '../cases/workflow.js';
import { hasText, translator } from '../locales/index.js';
import type { Desk } from '../slack/desk.js';
import { policyNow } from '../slack/people/policy.js';
import { slotsSince } from '../time/slots.js';
import { SAMPLE_DUTIES } from './operations-data.js';
import type { SeedEvent } from './seed-event.js';
import { historyStart } from './seed-registers.js';

const MISSED_EVERY = 13;
const MINUTES_TO_DO = 35;

async function addDuties(desk: Desk, today: DateTime): Promise<void> {
  const { language } = desk.settings;
  const t = translator(language);
  const groups = await desk.people.operationsGroups();
  const start = historyStart(today).plus({ days: 1 });
  for (const [group, ids] of SAMPLE_DUTIES)
    for (const { id, ...template } of DUTY_TEMPLATES.filter((one) => ids.includes(one.id))) {
      const by = groups[group]?.[0];
      const lines = hasText(`duty.template.${id}.lines`, language) ? t(`duty.template.${id}.lines`).split('\n') : [];
      const name = `${id} ${t(`duty.template.${id}.name`)}`;
      const data = { ...template, name, group, lines, template: id, enabledOn: start.toISODate() ?? '' };
      if (by) await desk.duties.add(data, by, start.toJSDate());
    }
}

const evidence = ({ evidence: kind, lines, min = 0 }: Duty): FormValues =>
  ({
    checklist: { ticked: lines.map((_, n) => String(n)) },
    number: { number: min + 1 },
    text: { note: '正常' },
    file: { note: '见附件' },
  })[kind];

/** Turns that began before today and still run: each opens as its time comes, and is left to be done. */
export async function runningDuties(desk: Desk, today: DateTime): Promise<SeedEvent[]> {
  const policy = await policyNow(desk);
  return (await desk.duties.all()).flatMap((duty) =>
    slotsSince(rhythmOf(duty), historyStart(today), today, policy.calendar)
      .filter(({ lapsesAt, day }) => lapsesAt > today && day < (today.toISODate() ?? ''))
      .map((slot) => ({
        at: slot.opensAt,
        async run() {
          const circumstances = { actor: CLOCK, now: desk.clock.now(), policy };
          await desk.cases.create('duty', (seq) => openDuty(duty, slot, { team: desk.team.id, seq }, circumstances), turnOf(duty, slot));
        },
      })),
  );
}

/** Two weeks of the sample groups' duties, without a message. */
export async function seedDuties(desk: Desk, today: DateTime): Promise<void> {
  await addDuties(desk, today);
  const policy = await policyNow(desk);
  let n = 0;
  for (const duty of await desk.duties.all()) {
    const past = slotsSince(rhythmOf(duty), historyStart(today), today, policy.calendar).filter(({ lapsesAt }) => lapsesAt <= today);
    for (const slot of past) {
      n += 1;
      const isMissed = n % MISSED_EVERY === 0;
      await desk.cases.create(
        'duty',
        (seq) => {
          const opened = openDuty(duty, slot, { team: desk.team.id, seq }, { actor: CLOCK, now: slot.opensAt, policy });
          const member = { id: opened.next.owner, roles: ['engineer'] } as const;
          const now = slot.opensAt.plus({ minutes: MINUTES_TO_DO });
          const done = decide(dutyKind, opened.next, 'done', evidence(duty), { actor: member, now, policy });
          const lived = isMissed ? decideDue(dutyKind, opened.next, slot.lapsesAt, policy) : done.ok ? done : undefined;
          return { ...(lived ?? opened), notices: [] };
        },
        turnOf(duty, slot),
      );
    }
  }
}
