export { devices } from './device.js';
export { itemsFor } from './device-items.js';
