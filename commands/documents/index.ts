export { documents } from './docs.js';
