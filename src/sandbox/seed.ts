import type { DateTime } from 'luxon';
import { sweep } from '../../jobs/sla.js';
import { kindOfCall, takeCall } from '../cases/call/index.js';
import type { CaseNo } from '../cases/case.js';
import type { FormValues } from '../cases/form.js';
import { act } from '../slack/act.js';
import type { Desk } from '../slack/desk.js';
import { policyNow } from '../slack/people/policy.js';
import type { Sandbox } from './sandbox.js';
import { CUSTOMERS, FAULTS } from './seed-calls.js';
import { LIVES, type Life } from './seed-data.js';
import { runningDuties, seedDuties } from './seed-duties.js';
import type { SeedEvent } from './seed-event.js';
import { runningInspections, seedInspections } from './seed-inspections.js';
import { historyStart, seedRegisters } from './seed-registers.js';
import { visitEvents, windowsIn } from './seed-visits.js';
import { walkTo } from './walk.js';

/** The life of one sample ticket as events; its number is known once it is logged. */
function eventsOf(desk: Desk, life: Life, n: number, today: DateTime, windowFor: ReturnType<typeof windowsIn>): SeedEvent[] {
  const customer = CUSTOMERS[n % CUSTOMERS.length];
  const fault = FAULTS[life.fault];
  if (!customer || !fault) return [];
  const { visit } = life;
  const planned = visit && today.plus({ minutes: visit.from });
  const window = planned && windowFor(planned, today, visit.engineer);
  // What is over by now happened in work hours, with all that led to it.
  const earlierBy = planned && window && window.start < planned && planned < today ? planned.diff(window.start) : 0;
  const loggedAt = today.minus({ minutes: life.minutesAgo }).minus(earlierBy);
  let no: CaseNo | undefined;
  const values: FormValues = {
    ...customer,
    ...fault,
    site: customer.sites[n % customer.sites.length],
    outcome: life.outcome ?? 'ticket',
    impact: life.impact ?? 'medium',
    urgency: life.urgency ?? 'medium',
  };
  const log: SeedEvent = {
    at: loggedAt,
    async run() {
      const person = await desk.people.find(life.by);
      const policy = await policyNow(desk);
      const known = await desk.customers.named(customer.customer);
      const record = await desk.cases.create(kindOfCall(values), (seq) =>
        takeCall(
          values,
          { team: desk.team.id, seq },
          { actor: person, now: desk.clock.now(), policy },
          known ? { customerNo: known.no } : {},
        ),
      );
      no = record.no;
      await desk.directory.remember(customer.customer, customer.sites[n % customer.sites.length]);
    },
  };
  const later = life.after.map(
    ([minutes, user, action, input = {}]): SeedEvent => ({
      at: loggedAt.plus({ minutes }),
      async run() {
        if (!no) return;
        const given = Object.fromEntries(
          Object.entries(input).map(([name, value]) => [
            name,
            typeof value === 'number' ? desk.clock.now().plus({ minutes: value }).toJSDate() : value,
          ]),
        );
        await act(desk, await desk.people.find(user), no, action, given, undefined);
      },
    }),
  );
  const visited = visit && window ? visitEvents(desk, visit, window, { loggedAt, now: today, ticketNo: () => no }) : [];
  return [log, ...later, ...visited];
}

/** Lives through a week of sample tickets, so that the channels look as they would after one. Does nothing in a store in use. */
export async function seedSandbox(desk: Desk, sandbox: Sandbox): Promise<void> {
  if (await desk.cases.isUsed()) return;
  for (const { customer, sites } of CUSTOMERS) for (const site of sites) await desk.directory.remember(customer, site);
  const { offsetMs } = sandbox.workspace;
  const today = sandbox.clock.now();
  const windowFor = windowsIn((await policyNow(desk)).calendar, desk.settings.visit.windowMinutes);
  const lives = LIVES.flatMap((life, n) => eventsOf(desk, life, n, today, windowFor));
  const runJobs = async (): Promise<void> => {
    await sweep(desk);
    await desk.outbox.run();
  };
  sandbox.clock.moveTo(historyStart(today));
  await sandbox.unhurried(desk.outbox, async () => {
    await seedRegisters(desk, today);
    await desk.outbox.run();
    await seedInspections(desk, today);
    await seedDuties(desk, today);
    const running = [...(await runningInspections(desk, today)), ...(await runningDuties(desk, today))];
    const past = running.filter(({ at }) => at <= today);
    const events = [...lives, ...past].toSorted((a, b) => a.at.toMillis() - b.at.toMillis());
    const [first] = events;
    if (first) sandbox.clock.moveTo(first.at);
    for (const { at, run } of events) {
      await walkTo(at, sandbox.clock, () => desk.cases.nextMoment(desk.clock.now().toJSDate()), runJobs);
      await run();
      await desk.outbox.run();
    }
    await walkTo(today, sandbox.clock, () => desk.cases.nextMoment(desk.clock.now().toJSDate()), runJobs);
  });
  sandbox.workspace.offsetMs = offsetMs;
  const { workspace } = sandbox;
  for (const { ts, channel } of workspace.messages) for (const { id } of workspace.people) workspace.lastRead[`${id} ${channel}`] = ts;
  workspace.changed();
}
