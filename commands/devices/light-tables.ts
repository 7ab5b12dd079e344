import type { LightTable } from '../../src/cases/device/lights.js';
import { SHIPPED_LIGHTS } from '../../src/reference/lights.js';
import type { Desk } from '../../src/slack/desk.js';

/** The tables that were imported, before those that are shipped. */
export const lightTables = async (desk: Desk): Promise<readonly LightTable[]> => [...(await desk.lights.all()), ...SHIPPED_LIGHTS];
