import type { Reader } from '../../src/cases/card.js';
import type { Device } from '../../src/cases/device/device.js';
import { type Form, type FormValues, textIn } from '../../src/cases/form.js';
import type { Project } from '../../src/cases/inspection/project.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { asIs } from '../../src/cases/phones.js';
import { byWord } from '../../src/cases/table.js';
import type { Desk } from '../../src/slack/desk.js';
import { onLookup } from '../../src/slack/modals/lookup.js';
import type { Entry } from '../registry.js';
import { mayUse } from './may-use.js';

/** Slack shows at most 100 options. */
const MOST_OPTIONS = 100;

export const deviceLabel = ({ no, name, serial, site }: Pick<Device, 'no' | 'name' | 'serial' | 'site'>): string =>
  [`${no} ${name}`, site, serial && asIs(serial)].filter(Boolean).join(' · ');
export const projectLabel = ({ no, name, group }: Pick<Project, 'no' | 'name' | 'group'>): string => `${no} ${name} · ${group}`;

interface Lookup {
  /** What matches the typed words, by number with its label. */
  options(desk: Desk, typed: string): Promise<readonly (readonly [no: string, label: string])[]>;
  exists(desk: Desk, no: string): Promise<boolean>;
}

/** What can be looked up, by the field's name. */
const LOOKUPS: Readonly<Record<string, Lookup>> = byWord({
  device: {
    options: async (desk, typed) => (await desk.devices.find(typed, MOST_OPTIONS)).map((device) => [device.no, deviceLabel(device)]),
    exists: async (desk, no) => (await desk.devices.get(no)) !== undefined,
  },
  project: {
    async options(desk, typed) {
      const wanted = typed.trim().toLowerCase();
      const all = await desk.projects.all();
      return all.map((project) => [project.no, projectLabel(project)] as const).filter(([, label]) => label.toLowerCase().includes(wanted));
    },
    exists: async (desk, no) => (await desk.projects.get(no)) !== undefined,
  },
});

/** Lookups that name nothing, as errors of their fields. */
export async function lookupProblems(
  desk: Desk,
  form: Form,
  values: FormValues,
  { t }: Reader,
): Promise<Record<string, string> | undefined> {
  const errors: Record<string, string> = {};
  for (const { name, kind } of form.fields) {
    const no = kind === 'lookup' ? textIn(values, name) : undefined;
    if (no && LOOKUPS[name] && !(await LOOKUPS[name].exists(desk, no))) errors[name] = t('shared.invalid.notThere', { no });
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

/** A ticket that is named but not there, as a sentence. */
export async function ticketProblem(desk: Desk, values: FormValues, { t }: Reader): Promise<string | undefined> {
  const typed = textIn(values, 'ticket');
  if (!typed) return undefined;
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  return record?.kind === 'ticket' ? undefined : t('shared.invalid.notATicket', { typed });
}

export const lookups: Entry = {
  register(app, desk) {
    onLookup(app, desk, new RegExp(`^(${Object.keys(LOOKUPS).join('|')})$`), {
      mayUse,
      find: async ({ field, typed }) => (await LOOKUPS[field]?.options(desk, typed)) ?? [],
    });
  },
};
