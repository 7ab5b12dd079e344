import { readFileSync } from 'node:fs';
import type { LightTable } from '../cases/device/index.js';

/** The indicator lights that are shipped, from the maker's handbook among the source documents. Rule G7. */
export const SHIPPED_LIGHTS: readonly LightTable[] = JSON.parse(readFileSync(new URL('./lights.json', import.meta.url), 'utf8'));
