export { callerFromRegister, entered, meantIn, siteFor, siteInTime, warningsOf } from './calling.js';
export { customers } from './customer.js';
