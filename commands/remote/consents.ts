import { DateTime } from 'luxon';
import { consentEnd, type Remote, type RemoteConsent } from '../../src/cases/remote/remote.js';
import { withoutMarks } from '../../src/cases/text.js';
import { both, en, PAGE_WORDS, zh } from '../../src/documents/both.js';
import type { Printer } from '../../src/documents/papers.js';
import { type Cell, Sheet } from '../../src/documents/sheet.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { fitAlone } from '../../src/slack/messages/broken.js';
import { sendFile } from '../../src/slack/messages/files.js';
import { namesOf } from '../../src/slack/messages/names.js';

const cell = (key: string, value: string | undefined, isWide = false): Cell => ({
  label: both(`remote.${key}`),
  value: value ?? '',
  isWide,
});

/** The tools that have words of ours; those of the settings speak for themselves. */
const OURS: readonly string[] = ['client', 'qq', 'telephone'];

/** A customer who is called otherwise since the session was asked for is found under either name. */
const calledInBoth = (then: string, now = then): string => (now === then ? then : `${now} (${then})`);

/** What the customer allowed in a session, on paper: each consent with who, how, when and who heard it, also those that were used up. Rule C1. */
const consents: Printer = async (record, { company, phone, nameOf, now, besides }) => {
  const { no, data } = record as object as Remote;
  const at = (time: Date | undefined): string => (time ? DateTime.fromJSDate(time, { zone: now.zone }).toFormat('yyyy-MM-dd HH:mm') : '');
  const sheet = new Sheet(`${no} ${both('remote.paper.consents')}`, PAGE_WORDS);
  sheet.head({ company, title: zh('remote.paper.consents'), subtitle: en('remote.paper.consents'), no });
  sheet.grid([
    cell('table.customer', [calledInBoth(data.customer, besides?.calledNow), data.site].filter(Boolean).join(' · ')),
    cell('table.ticket', data.ticketNo),
    cell('field.machine', data.machine),
    cell('field.tool', OURS.includes(data.tool) ? both(`remote.tool.${data.tool}`) : data.tool),
    cell('field.startedAt', at(data.startedAt)),
    cell('field.endedAt', at(data.endedAt)),
  ]);
  sheet.box(both('remote.field.asked'), data.asked, 50);
  for (const one of data.more) sheet.box(`${both('remote.field.more')} · ${at(one.at)} · ${one.askedBy}`, one.text, 30);
  for (const [n, one] of data.consents.entries()) {
    const end = consentEnd(record as object as Remote, one);
    sheet.part({
      title: `${both('remote.consentOf', { n: n + 1, of: data.consents.length })} · ${both(`remote.to.${one.to}`)}`,
      about: end ? `× ${both('remote.consentOver')}` : `✓ ${both('remote.consentStands')}`,
      cells: [
        ...(one.rights ? [cell('table.rights', one.rights, true)] : []),
        cell('field.consentedBy', one.consentedBy),
        cell('field.means', both(`remote.means.${one.means}`)),
        cell('field.heardAt', at(one.heardAt)),
        cell('field.heardBy', await nameOf(one.heardBy)),
        ...(end ? [cell('field.lapsedAt', `${at(end.at)} ${both(`remote.lapsedWhy.${end.why}`)}`, true)] : []),
      ],
    });
  }
  const connections = data.connections ?? [];
  if (connections.length > 0) sheet.heading(both('remote.field.connections'));
  for (const { by, from, until, why } of connections)
    sheet.grid([
      cell('field.from', at(from)),
      cell('field.until', [at(until), ...(why ? [both(`remote.why.${why}`)] : [])].join(' ')),
      cell('field.connectedBy', await nameOf(by)),
    ]);
  if (data.endedAt)
    sheet.grid([
      cell('field.steps', data.steps, true),
      cell('field.result', data.result && both(`remote.result.${data.result}`)),
      cell('field.seenBy', data.seenBy),
      cell('field.client', data.client && both(`remote.client.${data.client}`)),
      cell('field.stayAllowedBy', data.stayAllowedBy),
    ]);
  sheet.foot(`${company} ${phone}`);
  return sheet.bytes();
};

export const REMOTE_PAPERS: Readonly<Record<string, Printer>> = { consents };

const COLUMNS = [
  ...['no', 'ticket', 'customer', 'machine', 'to', 'consentedBy', 'means', 'heardAt', 'heardBy', 'rights', 'lapsedAt', 'lapsedWhy'],
  ...['more', 'endedAt', 'result', 'client', 'stayAllowedBy', 'seenBy'],
] as const;

/** The consents of these sessions as a sheet, a row each, into the asker's direct channel. */
export async function sendConsents(asked: Asked, remotes: readonly Remote[], name: string): Promise<void> {
  const { desk, person, reader, answer } = asked;
  const { t } = reader;
  const heard = remotes.flatMap(({ data }) => data.consents.map(({ heardBy }) => heardBy));
  const [names, called] = await Promise.all([namesOf(desk, [...new Set(heard)]), desk.directory.allCalledNow(remotes)]);
  const rowsOf = (remote: Remote) => remote.data.consents.map((one) => rowOf(remote, one, consentEnd(remote, one)));
  const rowOf = ({ no, data }: Remote, one: RemoteConsent, end: ReturnType<typeof consentEnd>) => [
    no,
    data.ticketNo,
    [called.get(data.customer), data.site].filter(Boolean).join(' · '),
    data.machine,
    t(`remote.to.${one.to}`),
    one.consentedBy,
    t(`remote.means.${one.means}`),
    one.heardAt,
    names.get(one.heardBy) ?? one.heardBy,
    one.rights,
    end?.at,
    end && t(`remote.lapsedWhy.${end.why}`),
    data.more.map(({ askedBy, text }) => `${askedBy}: ${withoutMarks(text)}`).join('\n'),
    data.endedAt,
    data.result && t(`remote.result.${data.result}`),
    data.client && t(`remote.client.${data.client}`),
    data.stayAllowedBy,
    data.seenBy,
  ];
  const rows = fitAlone(desk, remotes, 'list', rowsOf).flatMap(rowsOf);
  // The writer of sheets is loaded when the first one is asked for.
  const { writeWorkbook } = await import('../../src/documents/workbook.js');
  const head = COLUMNS.map((column) => t(`remote.table.${column}`));
  const bytes = await writeWorkbook([{ name: t('remote.field.consents'), head, rows }], reader.now.zone);
  await sendFile(desk, person.id, { bytes, name: `${name}-consents.xlsx`, comment: t('remote.sheetSent', { n: rows.length }) });
  return answer(t('shared.done.sent'));
}
