import { leads } from '../../src/cases/case.js';
import { type Joining, joinTyped, withSites } from '../../src/cases/customer/joining.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import type { RegisterForm } from '../shared/registers.js';

const MOST_SHOWN = 30;
const LONGEST_NAME = 40;

const joiningOf = async ({ desk }: Asked): Promise<Joining> => joinTyped(await desk.directory.typed(), await desk.customers.everyone());

/** The names, and how many there are besides. */
function inLine(names: readonly string[], { reader: { t } }: Asked): string {
  const shown = names.slice(0, MOST_SHOWN).map((name) => shorten(name, LONGEST_NAME));
  const more = names.length > MOST_SHOWN ? [t('shared.table.more', { n: names.length - MOST_SHOWN })] : [];
  return [...shown, ...more].join(' · ');
}

const doubtfulIn = ({ doubtful }: Joining, asked: Asked): string[] => {
  const pairs = doubtful.map(([one, other]) => `${shorten(one, LONGEST_NAME)} / ${shorten(other, LONGEST_NAME)}`);
  return pairs.length > 0 ? [asked.reader.t('customer.typed.doubtful', { list: inLine(pairs, asked) })] : [];
};

/** What names no customer and is left out. */
const nobodyIn = ({ nobody }: Joining, asked: Asked): string[] =>
  nobody.length > 0 ? [asked.reader.t('customer.typed.nobody', { list: inLine(nobody, asked) })] : [];

/** Who is in the register already and was also written otherwise, or at other sites. */
const joinedIn = ({ joined }: Joining, asked: Asked): string[] => {
  const each = joined.map(({ customer: { no, name }, spellings, sites }) =>
    [`${no} ${name}`, ...spellings.map((one) => `= ${one}`), ...sites.map((site) => `+ ${site}`)].join(' '),
  );
  return each.length > 0 ? [asked.reader.t('customer.typed.joined', { list: inLine(each, asked) })] : [];
};

/**
 * Brings the customers that were typed into calls, devices and projects so far into the register: first it is shown which, and which are
 * so alike that somebody has to say whether they are one. Only who leads.
 */
export const typedForm: RegisterForm = {
  submit: () => 'shared.button.create',
  form: async () => ({ name: 'customer.typed', fields: [] }),
  async above(asked) {
    const { t } = asked.reader;
    const joining = await joiningOf(asked);
    const { fresh, known } = joining;
    const names = fresh.map(({ data }) => data.name);
    const around = [...joinedIn(joining, asked), ...nobodyIn(joining, asked), ...doubtfulIn(joining, asked)];
    if (fresh.length === 0) return [t('customer.typed.nothing', { known }), ...around];
    return [t('customer.typed.would', { n: fresh.length, known, list: inLine(names, asked) }), ...around];
  },
  async save(asked) {
    const { desk, person, reader } = asked;
    const { t } = reader;
    if (!leads(person)) return { show: tellingModal(t('customer.press.typed'), [t('shared.refusal.leadersOnly')], t) };
    const joining = await joiningOf(asked);
    const at = desk.clock.now().toJSDate();
    let entered = 0;
    for (const { data } of joining.fresh) if ((await desk.customers.add(data, person.id, at)).ok) entered += 1;
    for (const { customer, sites } of joining.joined)
      if (sites.length > 0) await desk.customers.change(customer, withSites(customer, sites), 'edit', person.id, at);
    return { show: tellingModal(t('customer.press.typed'), [t('customer.typed.done', { n: entered }), ...doubtfulIn(joining, asked)], t) };
  },
};
