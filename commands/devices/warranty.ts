import { DateTime } from 'luxon';
import type { Device } from '../../src/cases/device/device.js';
import { asIs } from '../../src/cases/phones.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage, tableMessage } from '../../src/slack/messages/blocks.js';
import { rowsAlone } from '../../src/slack/messages/broken.js';
import { isoDay } from '../../src/time/period.js';

/** So many days ahead are listed unless others are asked for. */
const USUAL_DAYS = 90;
/** Ten years. */
const MOST_DAYS = 3_660;

/** How a warranty stands on a day: over, or so many days are left. */
export function leftInWords({ warrantyUntil = '' }: Pick<Device, 'warrantyUntil'>, { now, t }: Asked['reader']): string {
  if (warrantyUntil < isoDay(now)) return t('device.warrantyOver');
  const days = DateTime.fromISO(warrantyUntil, { zone: now.zone }).diff(now.startOf('day'), 'days').days;
  return t('device.warrantyLeft', { n: Math.round(days) });
}

/** Devices in use whose warranty is over or runs out within so many days, the earliest first. */
export async function listWarranties(asked: Asked, typed: string): Promise<Message> {
  const { desk, reader } = asked;
  const { t, now } = reader;
  const days = typed.trim() === '' ? USUAL_DAYS : Number(typed.normalize('NFKC').trim());
  if (!Number.isInteger(days) || days < 0 || days > MOST_DAYS)
    return noticeMessage(t('device.refusal.warrantyDays', { typed: typed.trim(), most: MOST_DAYS }), undefined, [], t);
  const devices = await desk.devices.warrantiesUntil(isoDay(now.plus({ days })));
  if (devices.length === 0) return noticeMessage(t('device.noWarranties', { days }), undefined, [], t);
  const over = devices.filter(({ warrantyUntil = '' }) => warrantyUntil < isoDay(now)).length;
  const head = ['no', 'device', 'group', 'site', 'serial', 'warrantyUntil', 'left'].map((column) => t(`device.table.${column}`));
  const rows = rowsAlone(desk, devices, head, reader, (device) => [
    device.no,
    device.name,
    device.group,
    device.site ?? '',
    asIs(device.serial ?? ''),
    device.warrantyUntil ?? '',
    leftInWords(device, reader),
  ]);
  const title = t('device.warranties', { n: devices.length, days, over });
  return tableMessage({ title, head, rows, from: asked.from, again: `device warranty ${typed}`.trim() }, t);
}
