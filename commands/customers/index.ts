export { customers } from './customer.js';
