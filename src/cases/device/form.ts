import { behindMore, type Form } from '../form.js';
import { groupField } from '../group.js';
import { DEVICE_TYPES } from './device.js';

/** What is asked of a device. Rule G3. */
export const deviceForm = (groups: readonly string[]): Form => ({
  name: 'device.edit',
  fields: behindMore(
    [
      { name: 'name', kind: 'text', isRequired: true, max: 80 },
      groupField(groups),
      { name: 'deviceType', kind: 'choice', options: DEVICE_TYPES, isRequired: true },
      { name: 'model', kind: 'text', max: 120 },
      { name: 'serial', kind: 'text', max: 80 },
      { name: 'ip', kind: 'text', max: 60, isAddress: true },
      { name: 'customer', kind: 'lookup', max: 120, isCustomer: true },
      { name: 'site', kind: 'text', max: 120 },
      { name: 'project', kind: 'lookup' },
      { name: 'warrantyUntil', kind: 'date' },
      { name: 'keeper', kind: 'person' },
    ],
    ['site', 'project', 'warrantyUntil', 'keeper'],
  ),
});
