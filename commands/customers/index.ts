export {
  callerFromRegister,
  entered,
  type KnownNumber,
  meantIn,
  numberIn,
  savedNumbers,
  siteFor,
  siteInTime,
  tellOfDisabled,
  warningsOf,
} from './calling.js';
export { customers } from './customer.js';
export { withCustomer } from './of-entries.js';
export { CustomersOfSheet, type OfSheet } from './of-sheets.js';
