import type { DateTime } from 'luxon';
import type { Device } from '../cases/device/device.js';
import { asideIn, askedIn, findingsIn, leftIn, seenIn } from '../cases/inspection/inspection.js';
import { translator } from '../locales/index.js';
import type { SubjectPart } from '../store/inspections.js';
import type { Locale } from '../time/wording.js';
import { Sheet } from './sheet.js';

const MOST_CHARTS = 24;
const MOST_FINDINGS = 60;
const CHART_HEIGHT = 96;

/** What a report is about, and who asks for it. */
export interface DeviceReport {
  readonly device: Device;
  readonly parts: readonly SubjectPart[];
  readonly from: string;
  readonly to: string;
  readonly company: string;
}

/** Counts of a period: turns, done, missed, found. */
export function countsOf(parts: readonly SubjectPart[]): { all: number; done: number; missed: number; findings: number } {
  return {
    all: parts.length,
    done: parts.filter((part) => leftIn(part).length + asideIn(part).length === 0).length,
    missed: parts.filter((part) => part.state === 'missed' && leftIn(part).length + asideIn(part).length > 0).length,
    findings: parts.reduce((sum, part) => sum + findingsIn(part).length, 0),
  };
}

/** The numbers of a period by question, oldest first: what trends are drawn of. */
export function trendsOf(parts: readonly SubjectPart[]) {
  const trends = new Map<
    string,
    { title: string; points: { at: string; value: number }[]; min?: number | undefined; max?: number | undefined }
  >();
  for (const part of parts)
    for (const { item, result } of askedIn(part)) {
      if (item.answer !== 'number' || typeof result?.value !== 'number') continue;
      const trend = trends.get(item.id) ?? { title: item.question, points: [] };
      const point = { at: part.day.slice(5), value: result.value };
      trends.set(item.id, { ...trend, title: item.question, points: [...trend.points, point], min: item.min, max: item.max });
    }
  return [...trends.values()];
}

/** The server inspection report (服务器巡检报告): how often it was looked at, the trends of its numbers, what was found. Rule G8. */
export async function deviceReport({ device, parts, from, to, company }: DeviceReport, now: DateTime, locale: Locale): Promise<Buffer> {
  const t = translator(locale);
  const sheet = new Sheet(`${device.no} ${t('device.report.title')}`, {
    continued: (title) => `${title} (${t('paper.continued')})`,
    page: (n, of) => t('paper.page', { n, of }),
  });
  sheet.head({ company, title: t('device.report.title'), subtitle: `${device.name} · ${from} – ${to}`, no: device.no, code: device.no });
  const counts = countsOf(parts);
  const cell = (field: string, value: string | undefined) => ({ label: t(`device.field.${field}`), value: value ?? '' });
  sheet.grid([
    cell('model', device.model),
    cell('serial', device.serial),
    cell('ip', device.ip),
    cell('site', [device.customer, device.site].filter(Boolean).join(' · ')),
    cell('group', device.group),
    cell('warrantyUntil', device.warrantyUntil),
  ]);
  sheet.paragraph(t('inspection.counts', counts), 12);
  const trends = trendsOf(parts);
  const { trendPicture } = await import('./charts.js');
  if (trends.length > 0) sheet.heading(t('device.report.trends'));
  sheet.pictures(await Promise.all(trends.slice(0, MOST_CHARTS).map(trendPicture)), CHART_HEIGHT);
  const findings = parts.flatMap((part) =>
    findingsIn(part).map((one) => {
      const ticket = one.result?.ticketNo ? ` → ${one.result.ticketNo}` : '';
      return `${part.day}  ${one.item.question}: ${seenIn(one)}${ticket}`;
    }),
  );
  sheet.heading(t('device.report.findings', { n: findings.length }));
  for (const finding of findings.slice(-MOST_FINDINGS)) sheet.line(`• ${finding}`);
  if (findings.length === 0) sheet.line(t('device.report.nothingFound'));
  if (findings.length > MOST_FINDINGS) sheet.line(t('shared.table.more', { n: findings.length - MOST_FINDINGS }));
  sheet.foot(t('device.report.foot', { at: now.toFormat('yyyy-MM-dd HH:mm'), zone: now.zoneName ?? '' }));
  return sheet.bytes();
}
