import type { Customer, CustomerData, Site } from '../../src/cases/customer/customer.js';
import { nameKey } from '../../src/cases/names.js';
import { unformatted } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { SubmissionResult, SubmittedView } from '../../src/slack/modals/submissions.js';
import { answerTo, questionIn, withAnswers } from '../../src/slack/modals/together.js';
import { writtenAs } from './cases.js';

const QUESTION = 'siteGone';
const MOST_NAMED = 12;
const MOST_DEVICES = 500;

/** What still counts on a site: open cases, devices in use, and those whom one speaks with there. */
async function hangingOn({ desk }: Asked, customer: Customer, { site }: Site): Promise<readonly string[]> {
  const isHere = (at: unknown): boolean => typeof at === 'string' && nameKey(at) === nameKey(site);
  const [open, devices] = await Promise.all([
    desk.customers.casesOf(await writtenAs(desk, customer), { isOpen: true }),
    desk.devices.ofCustomer([customer.name, ...customer.shortNames, ...customer.formerNames], MOST_DEVICES),
  ]);
  return [
    ...open.filter(({ data }) => isHere((data as { readonly site?: unknown }).site)).map(({ no }) => no),
    ...devices.filter((one) => isHere(one.site)).map(({ no, name }) => `${no} ${unformatted(name)}`),
    ...customer.contacts.filter((one) => isHere(one.site)).map(({ callerName }) => unformatted(callerName)),
  ];
}

/** Is a site to go, though something hangs on it? The question that has to be answered before, where something does. */
export async function goesAlthough(
  asked: Asked,
  target: string,
  customer: Customer,
  site: Site,
  view: SubmittedView,
): Promise<boolean | SubmissionResult> {
  const { t } = asked.reader;
  const hanging = await hangingOn(asked, customer, site);
  if (hanging.length === 0) return true;
  const about = hanging.join(' ').slice(0, 300);
  const answer = answerTo(view, QUESTION, about);
  if (answer) return answer === 'gone';
  const shown = hanging.slice(0, MOST_NAMED).join(' · ');
  const more = hanging.length > MOST_NAMED ? ` ${t('shared.table.more', { n: hanging.length - MOST_NAMED })}` : '';
  const remembers = JSON.stringify({ target, ...(JSON.parse(withAnswers(view)) as object) });
  return {
    ask: questionIn({ ...view, private_metadata: remembers }, QUESTION, about, {
      said: t('customer.siteGone.hangs', { site: unformatted(site.site), list: shown + more }),
      label: t('customer.siteGone.label'),
      options: (['gone', 'stays'] as const).map((value) => [value, t(`customer.siteGone.${value}`)] as const),
    }),
  };
}

/** What follows for the rest of a customer when a site goes: whom one speaks with there is at no site, and calls offer it no more. */
export const withoutSite = ({ contacts, goneSites = [] }: CustomerData, { site }: Site): Partial<CustomerData> => ({
  contacts: contacts.map((one) => (one.site && nameKey(one.site) === nameKey(site) ? { ...one, site: undefined } : one)),
  goneSites: [...goneSites.filter((one) => nameKey(one) !== nameKey(site)), site],
});
