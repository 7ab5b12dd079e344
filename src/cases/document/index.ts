export type { DocumentData, ProjectDocument } from './document.js';
