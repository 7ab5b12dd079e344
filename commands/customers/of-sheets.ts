import { likeEachOther, likeKnown } from '../../src/cases/customer/alike.js';
import type { Customer } from '../../src/cases/customer/customer.js';
import { Known } from '../../src/cases/customer/rows.js';
import { nameKey, tidyName } from '../../src/cases/names.js';
import { noCustomer } from '../../src/cases/nobody.js';
import { parseRegisterNo } from '../../src/cases/register.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { entered } from './calling.js';

/** So many new names that are like known ones are named, and as many that are like each other. */
const MOST_ALIKE = 10;
/** So many new names are named at all. */
export const MOST_NEW = 40;

/** The new customers of a sheet by name, and what some of them are like. */
export function newInWords(names: readonly string[], all: readonly Customer[], { reader: { t } }: Pick<Asked, 'reader'>): string[] {
  const more = names.length > MOST_NEW ? [t('shared.table.more', { n: names.length - MOST_NEW })] : [];
  const list = [...names.slice(0, MOST_NEW), ...more].join(' · ');
  return [
    ...(names.length > 0 ? [t('customer.importNew', { list })] : []),
    ...likeKnown(names, all, MOST_ALIKE).map(({ name, customer }) =>
      t('customer.importAlike', { name, no: customer.no, known: customer.name }),
    ),
    ...likeEachOther(names, MOST_ALIKE).map((two) => t('customer.importTwins', two)),
  ];
}

/** Whose a row of another register's sheet is: as the customers' register has it, or a name that would be new there; or why it is nobody's. */
export type OfSheet = { readonly name: string; readonly isNew: boolean } | { readonly code: 'rowNoCustomer' | 'rowNoSuchCustomer' };

/** The customers that the sheet of another register names: by any of their names however they are written, or by a number. */
export class CustomersOfSheet {
  private constructor(
    private readonly asked: Asked,
    private readonly all: readonly Customer[],
    private readonly known: Known,
  ) {}

  static async read(asked: Asked): Promise<CustomersOfSheet> {
    const all = await asked.desk.customers.everyone();
    return new CustomersOfSheet(asked, all, new Known(all));
  }

  of(typed: string): OfSheet {
    const { customer, isMissing } = this.known.of(parseRegisterNo('CU', typed), typed);
    if (isMissing) return { code: 'rowNoSuchCustomer' };
    if (customer) return { name: customer.name, isNew: false };
    return noCustomer(typed) ? { code: 'rowNoCustomer' } : { name: tidyName(typed), isNew: true };
  }

  /** Before anything is written: which of these names would be new, and what some of those are like. */
  aheadInWords(names: readonly string[]): string[] {
    const fresh = names.filter((name) => !this.known.of(undefined, name).customer);
    return newInWords([...new Map(fresh.map((name) => [nameKey(name), name])).values()], this.all, this.asked);
  }

  /** Whose a row is that is written: a new customer comes into the register with its site. */
  async enter(name: string, site: string | undefined, at: Date): Promise<string> {
    const { desk, person } = this.asked;
    return (await entered(desk, person.id, name, site ? [site] : [], at))?.name ?? name;
  }
}
