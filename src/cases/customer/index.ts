export { type Customer, type CustomerData, contractTargets, isGoneSite, type Site } from './customer.js';
export { keysOf, namesOf, type Sought, soughtIn } from './finding.js';
export { LONGEST_NAME } from './form.js';
export { isOpenAt, saysHours } from './hours.js';
export { joinTyped, newCustomer, type Typed, withSites } from './joining.js';
export { likeness } from './similar.js';
