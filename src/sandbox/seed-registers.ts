import type { DateTime } from 'luxon';
import { itemsFor } from '../../commands/devices/index.js';
import { type CaseNo, CLOCK } from '../cases/case.js';
import { newCustomer } from '../cases/customer/index.js';
import { PROJECT_CYCLES, type Project, parseItems } from '../cases/inspection/index.js';
import { reportProblem } from '../cases/problem/index.js';
import { ITEM_WORDS } from '../documents/item-words.js';
import { act } from '../slack/act.js';
import type { Desk } from '../slack/desk.js';
import { policyNow } from '../slack/people/policy.js';
import { foundBy } from '../store/devices.js';
import { SAMPLE_DEVICES, SAMPLE_DOCUMENTS, SAMPLE_PROBLEMS, SAMPLE_PROJECTS } from './operations-data.js';
import { CUSTOMERS } from './seed-calls.js';

const HISTORY_DAYS = 14;

/** The day before the history of the samples begins. */
export const historyStart = (today: DateTime): DateTime => today.startOf('day').minus({ days: HISTORY_DAYS + 1 });

type Groups = Readonly<Record<string, readonly string[]>>;

async function addProjects(desk: Desk, groups: Groups, at: Date): Promise<(Project | undefined)[]> {
  const added: (Project | undefined)[] = [];
  for (const { items, ...fields } of SAMPLE_PROJECTS) {
    const by = groups[fields.group]?.[0];
    const parsed = parseItems(items, ITEM_WORDS, PROJECT_CYCLES);
    const written = by && !('problems' in parsed) ? await desk.projects.add({ ...fields, ...parsed }, by, at) : undefined;
    added.push(written?.ok ? written.entry : undefined);
  }
  return added;
}

async function addDevices(desk: Desk, groups: Groups, projects: readonly (Project | undefined)[], at: Date): Promise<void> {
  for (const [name, group, type, model, serial, ip, site, project, warrantyUntil] of SAMPLE_DEVICES) {
    const by = groups[group]?.[0];
    if (!by) continue;
    const own = project === undefined ? undefined : projects[project];
    const named = { project: own?.no, customer: own?.customer };
    const fields = { name, group, type, model, serial, ip, site, warrantyUntil, keeper: by, ...named };
    await desk.devices.add({ ...fields, ...(await itemsFor(desk, type, model)), ...foundBy(fields) }, by, at);
  }
}

async function addProblems(desk: Desk, groups: Groups, projects: readonly (Project | undefined)[]): Promise<void> {
  for (const { project, cause, ...values } of SAMPLE_PROBLEMS) {
    const own = projects[project];
    const by = own && groups[own.group]?.[0];
    if (!own || !by) continue;
    const person = await desk.people.find(by);
    const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
    const reported = { project: own.no, projectName: own.name, group: own.group };
    const { no } = await desk.cases.create('problem', (seq) => reportProblem(values, reported, { team: desk.team.id, seq }, circumstances));
    if (cause) await act(desk, person, no as CaseNo, 'analyse', { cause }, undefined);
  }
}

async function addCustomers(desk: Desk, at: Date): Promise<void> {
  for (const { customer, sites, callerName, callerTitle, phone, product } of CUSTOMERS) {
    const contact = { callerName, callerTitle, phone, site: sites[0] };
    await desk.customers.add({ ...newCustomer(customer, sites, [contact]), products: [product] }, CLOCK.id, at);
  }
}

/** The customers, and the registers of the sample groups: projects, devices, problems and documents. */
export async function seedRegisters(desk: Desk, today: DateTime): Promise<void> {
  const at = historyStart(today).toJSDate();
  await addCustomers(desk, at);
  const groups = await desk.people.operationsGroups();
  const projects = await addProjects(desk, groups, at);
  await addDevices(desk, groups, projects, at);
  await addProblems(desk, groups, projects);
  for (const { project, link, ...document } of SAMPLE_DOCUMENTS) {
    const own = projects[project];
    const by = own && groups[own.group]?.[0];
    if (own && by) await desk.documents.add({ ...document, project: own.no, versions: [{ n: 1, link, by, at }] }, by, at);
  }
}
