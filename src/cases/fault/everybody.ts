import type { Role } from '../case.js';

export const EVERYBODY: readonly Role[] = ['agent', 'engineer', 'supervisor', 'head'];
export const WORKERS: readonly Role[] = ['engineer', 'supervisor', 'head'];
