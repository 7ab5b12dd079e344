import { behindMore, type Form, type FormValues, textIn } from '../form.js';
import { CATEGORIES, GRADES, OUTCOMES, type Outcome, PARTS } from '../ticket/index.js';

/** Outcomes that report a fault and so get a promise. Rule A1. */
const FAULTS: readonly Outcome[] = ['solved', 'remote', 'visit', 'ticket', 'call_back'];

export const outcomeOf = (values: FormValues): Outcome => OUTCOMES.find((outcome) => outcome === values.outcome) ?? 'ticket';
export const isFault = (values: FormValues): boolean => FAULTS.includes(outcomeOf(values));
const isOutcome =
  (...outcomes: readonly Outcome[]) =>
  (values: FormValues): boolean =>
    outcomes.includes(outcomeOf(values));
const isMessage = isOutcome('message');
/** Who is to be called again, visited or helped from afar has a number. */
const needsPhone = isOutcome('message', 'call_back', 'visit', 'remote');
const isKnownCaller = (values: FormValues): boolean => isFault(values) || isMessage(values);

/** Is its customer promised anything? Rule A1. */
export const isPromised = (values: FormValues): boolean => isFault(values) && outcomeOf(values) !== 'solved';

/** The call log: what rule B2 asks, and below the outcome what that outcome needs. Rule B3. */
export const CALL_FORM: Form = {
  name: 'call.log',
  fields: behindMore(
    [
      { name: 'phone', kind: 'phone', isRequired: needsPhone, redraws: true },
      { name: 'customer', kind: 'lookup', isRequired: isFault, redraws: true, max: 120, isCustomer: true },
      { name: 'site', kind: 'lookup', isShown: isFault, max: 120 },
      { name: 'callerName', kind: 'text', isRequired: isKnownCaller, max: 80 },
      { name: 'callerTitle', kind: 'text', isShown: isKnownCaller, max: 40 },
      { name: 'outcome', kind: 'choice', options: OUTCOMES, isRequired: true, redraws: true },
      { name: 'messageFor', kind: 'person', isShown: isMessage, isRequired: true, redraws: true },
      { name: 'description', kind: 'longText', isRequired: isKnownCaller },
      { name: 'product', kind: 'text', isShown: isFault, max: 120 },
      { name: 'category', kind: 'choice', options: CATEGORIES, isShown: isFault, isRequired: true, redraws: true },
      { name: 'impact', kind: 'choice', options: GRADES, isShown: isFault, isRequired: true },
      { name: 'urgency', kind: 'choice', options: GRADES, isShown: isFault, isRequired: true },
      { name: 'steps', kind: 'longText', isShown: isOutcome('solved'), isRequired: true, isTelling: true },
      { name: 'cause', kind: 'longText', isShown: isOutcome('solved'), isRequired: true, isTelling: true, max: 1000 },
      { name: 'part', kind: 'radio', options: PARTS, isShown: isOutcome('solved'), isRequired: true },
      { name: 'remoteConsentBy', kind: 'text', isShown: isOutcome('remote'), isRequired: true, max: 80, isTheirs: true },
      {
        name: 'callbackAt',
        kind: 'dateTime',
        isShown: isOutcome('call_back'),
        isRequired: true,
        isAhead: true,
        leastAhead: 5,
        redraws: true,
      },
      { name: 'expectedBy', kind: 'dateTime', isShown: isPromised, isAhead: true, leastAhead: 15 },
      { name: 'spoken', kind: 'checks', options: ['spoken'], isShown: isPromised },
      { name: 'pointedTo', kind: 'text', isShown: isOutcome('out_of_scope'), isRequired: true },
    ],
    ['site', 'callerTitle', 'product', 'expectedBy'],
  ),
};

/** Whoever is known by his number needs not be asked who he is. */
export const CALLER_FIELDS: readonly string[] = ['phone', 'customer', 'site', 'callerName', 'callerTitle', 'product'];

/** The call log as it is asked. `isKnown`: what is known of the caller is filled in, and stands behind *More*. */
export const callForm = (isKnown: boolean): Form =>
  isKnown ? { ...CALL_FORM, fields: behindMore(CALL_FORM.fields, CALLER_FIELDS) } : CALL_FORM;

/** The standard sentence to say for an outcome, as a locale key under `wording.`. Rule B1. */
export const wordingOf = (values: FormValues): string | undefined =>
  textIn(values, 'outcome') ? `call.wording.${outcomeOf(values)}` : undefined;
