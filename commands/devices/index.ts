export { devices } from './device.js';
