import { z } from 'zod';
import { isCalledHere } from '../../src/cases/called-here.js';
import type { Reader } from '../../src/cases/card.js';
import type { Role } from '../../src/cases/case.js';
import { namesFirm } from '../../src/cases/firm-named.js';
import { type Form, type FormValues, isTheirs, textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { nameKey } from '../../src/cases/names.js';
import { mayDo } from '../../src/cases/workflow.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { onLookup } from '../../src/slack/modals/lookup.js';
import { oneOf } from '../../src/time/wording.js';
import type { Asking } from '../subject.js';
import { mayUse } from './may-use.js';
import { subjectsOf } from './subjects.js';

/** A field names something of ours, and it is as we write it; or what is wrong, by field. */
type NamedIn = { readonly values: FormValues } | { readonly errors: Record<string, string> };

/** The fields of a form that name something of ours, checked, each as we write it. */
export async function namedIn(desk: Desk, form: Form, values: FormValues, { t }: Reader): Promise<NamedIn> {
  const errors: Record<string, string> = {};
  const found: Record<string, string> = {};
  for (const { name } of form.fields) {
    const typed = textIn(values, name);
    const named = typed ? subjectsOf(desk).find('named', name) : undefined;
    if (!typed || !named) continue;
    const no = await named.find(desk, typed);
    if (no) found[name] = no;
    else errors[name] = t(named.missing, { no: typed });
  }
  return Object.keys(errors).length > 0 ? { errors } : { values: { ...values, ...found } };
}

/** Is this the name of a colleague, or how he is called? Where Slack does not say who is there, of whoever writes it, of an engineer or of one who leads. */
async function isOurs(desk: Desk, typed: string, user: string | undefined): Promise<boolean> {
  const [engineers, { supervisors, heads }, everybody] = await Promise.all([
    desk.people.engineers(),
    desk.people.leaders(),
    desk.people.namesOfColleagues(),
  ]);
  const ids = new Set([...(user ? [user] : []), ...engineers, ...supervisors, ...heads]);
  const ours = await Promise.all([...ids].map((id) => desk.people.find(id).catch(() => undefined)));
  const names = [...everybody, ...ours.flatMap((one) => one?.name ?? [])];
  return isCalledHere(typed, names);
}

/** Whose a form is: the customer and the site of its case, and who called of it. */
const placedSchema = z.object({
  customer: z.string().optional().catch(undefined),
  customerNo: z.string().optional().catch(undefined),
  site: z.string().optional().catch(undefined),
  callerName: z.string().optional().catch(undefined),
  calledBy: z.string().optional().catch(undefined),
});

/** Is this what the customer, one of its sites or our own company is called? A customer may be a person, who then called himself. Rule C1. */
async function isFirm(desk: Desk, typed: string, about: object): Promise<boolean> {
  const { customer, customerNo, site, callerName, calledBy } = placedSchema.parse(about);
  if ([callerName, calledBy].some((name) => name && nameKey(name) === nameKey(typed))) return false;
  const known = await desk.directory.named(customerNo ?? customer ?? '').catch(() => undefined);
  const firms = [desk.settings.company.name, ...(customer ? [customer] : []), ...(known?.names ?? [])];
  return namesFirm(typed, { firms, places: [...(site ? [site] : []), ...(known?.sites ?? [])] });
}

/**
 * People who were named where only a colleague, or only an engineer, can be meant, and colleagues where only the customer can, as
 * errors under their fields; neither a firm nor a place speaks for the customer. `about`: what is known of the case.
 */
export async function peopleProblems(
  desk: Desk,
  form: Form,
  values: FormValues,
  { t, locale, user }: Reader,
  about: object = values,
): Promise<Record<string, string> | undefined> {
  const problems: Record<string, string> = {};
  for (const field of form.fields) {
    const { name } = field;
    const typed = isTheirs(field, values) ? textIn(values, name) : undefined;
    if (!typed) continue;
    if (await isOurs(desk, typed, user)) problems[name] = t('shared.invalid.ours', { name: typed });
    else if (await isFirm(desk, typed, about)) problems[name] = t('shared.invalid.firm', { name: typed });
  }
  for (const { name, kind, mustBe, isAnybody } of form.fields) {
    const id = kind === 'person' && !isAnybody ? textIn(values, name) : undefined;
    if (!id) continue;
    const named = await desk.people.find(id).catch(() => undefined);
    const wanted: readonly Role[] = mustBe === undefined ? [] : typeof mustBe === 'string' ? [mustBe] : mustBe;
    if (wanted.length > 0 && !mayDo(named?.roles ?? [], { by: wanted }))
      problems[name] = t('shared.invalid.mustBe', {
        role: oneOf(
          wanted.map((role) => t(`shared.role.${role}`)),
          locale,
        ),
      });
    else if (named && !named.isColleague) problems[name] = t('shared.invalid.notColleague', { who: named.name });
  }
  return Object.keys(problems).length > 0 ? problems : undefined;
}

const aboutSchema = z.object({ no: z.string().optional(), target: z.string().optional() });

/** What a modal is about, by what it remembers: a case, or an entry of a register. */
function aboutIn(metadata: string): Pick<Asking, 'no' | 'target'> {
  try {
    const { no, target } = aboutSchema.parse(JSON.parse(metadata));
    return { no: no === undefined ? undefined : parseCaseNo(no), target };
  } catch {
    return { no: undefined, target: undefined };
  }
}

/** Listens to the look-ups of everything that fields name. */
export function listenToLookups(app: Listeners, desk: Desk): void {
  const offering = subjectsOf(desk)
    .each('named')
    .flatMap((table) => Object.entries(table))
    .flatMap(([field, { options }]) => (options ? [[field, options] as const] : []));
  for (const [field, options] of offering) {
    onLookup(app, desk, new RegExp(`^${field}$`), {
      mayUse,
      find: ({ typed, person, metadata }) => options(desk, typed, { user: person.id, ...aboutIn(metadata) }),
    });
  }
}
