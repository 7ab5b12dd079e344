import { behindMore, type Form } from '../form.js';
import type { Customer } from './customer.js';

const lines = { kind: 'longText', max: 1000, isLines: true } as const;
/** Ticked, a site or a contact goes. */
const remove = { name: 'remove', kind: 'checks', options: ['remove'] } as const;

/** What a contract may promise at most: minutes of a day, hours of a month. */
export const MOST_FIRST = 1_440;
export const MOST_RESOLVE = 720;

/** What is asked of a customer. Rule B2. */
export const CUSTOMER_FORM: Form = {
  name: 'customer.edit',
  fields: behindMore(
    [
      { name: 'name', kind: 'text', isRequired: true, max: 120, isCustomer: true },
      { name: 'shortNames', ...lines },
      { name: 'accountOwner', kind: 'person' },
      { name: 'products', ...lines },
      { name: 'contractNo', kind: 'text', max: 60 },
      { name: 'contractFrom', kind: 'date' },
      { name: 'contractTo', kind: 'date' },
      { name: 'contractScope', kind: 'longText', max: 500 },
      { name: 'contractFirst', kind: 'number', max: MOST_FIRST },
      { name: 'contractResolve', kind: 'number', max: MOST_RESOLVE },
      { name: 'formerNames', ...lines },
    ],
    ['contractScope', 'contractFirst', 'contractResolve', 'formerNames'],
  ),
};

/** What is asked of a site; a known one may be taken out. */
export const siteForm = (isKnown: boolean): Form => ({
  name: 'customer.site',
  fields: [
    { name: 'site', kind: 'text', isRequired: true, max: 120 },
    { name: 'address', kind: 'text', max: 300 },
    { name: 'travelMinutes', kind: 'number', max: 1440 },
    { name: 'hours', kind: 'text', max: 120 },
    { name: 'note', kind: 'longText', max: 500 },
    ...(isKnown ? [remove] : []),
  ],
});

/** Slack offers at most so many options. */
const MOST_OFFERED = 100;

/** What is asked of a contact; a known one may be taken out. */
export const contactForm = ({ sites }: Pick<Customer, 'sites'>, isKnown: boolean): Form => {
  const names = sites.map(({ site }) => site).slice(0, MOST_OFFERED);
  return {
    name: 'customer.contact',
    fields: [
      { name: 'callerName', kind: 'text', isRequired: true, max: 80 },
      { name: 'callerTitle', kind: 'text', max: 40 },
      { name: 'phone', kind: 'phone', max: 100 },
      { name: 'role', kind: 'text', max: 60 },
      { name: 'site', kind: 'choice', options: names, optionLabels: Object.fromEntries(names.map((name) => [name, name])) },
      ...(isKnown ? [remove] : []),
    ],
  };
};

/** Why a customer is offered no more. */
export const DISABLE_FORM: Form = {
  name: 'customer.disable',
  fields: [{ name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 }],
};

/** Which other customer it turned out to be, and how one knows. */
export const MERGE_FORM: Form = {
  name: 'customer.merge',
  fields: [
    { name: 'otherCustomer', kind: 'lookup', isRequired: true },
    { name: 'reason', kind: 'longText', isRequired: true, isTelling: true, max: 500 },
  ],
};
