import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../src/config.js';
import { readSettings } from '../src/settings.js';
import { aFolder } from './support/store.js';

describe('the environment', () => {
  test('nothing set is the sandbox on port 3000 with the embedded store', () => {
    expect(readConfig({})).toMatchObject({
      ok: true,
      config: { slack: { kind: 'sandbox' }, port: 3000, dataDir: './data', logLevel: 'info' },
    });
  });

  test.each([
    [{ PORT: 'abc' }, /^PORT: must be a port number/],
    [{ PORT: '70000' }, /^PORT: must be 0 to 65535/],
    [{ MONGODB_URI: 'postgres://x' }, /^MONGODB_URI: must begin with mongodb/],
    [{ SLACK_BOT_TOKEN: 'abc', SLACK_SIGNING_SECRET: '12345678' }, /^SLACK_BOT_TOKEN: must be a bot token/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, /^SLACK_SIGNING_SECRET: is missing/],
    [{ SLACK_SIGNING_SECRET: '12345678' }, /^SLACK_BOT_TOKEN: is missing although SLACK_SIGNING_SECRET is set/],
    [{ SLACK_API_URL: 'http://x/y' }, /^SLACK_API_URL: must end in \/api\//],
    [{ SANDBOX_SAMPLE: 'month' }, /^SANDBOX_SAMPLE: must be week or none/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: must be one of/],
    [{ DESK_CONFIG: '/nowhere/desk.yml' }, /^DESK_CONFIG: \/nowhere\/desk.yml cannot be read/],
  ])('%j is one line naming the variable', (env, line) => {
    const read = readConfig(env);
    expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(line)]);
  });

  test('several problems are several lines', () => {
    const read = readConfig({ PORT: 'x', MONGODB_URI: 'y', LOG_LEVEL: 'z' });
    expect(read.ok ? [] : read.problems).toHaveLength(3);
  });

  test('a token never stands in a problem', () => {
    const read = readConfig({ SLACK_BOT_TOKEN: 'secret-token-value', SLACK_APP_TOKEN: 'secret-app-value' });
    expect(JSON.stringify(read)).not.toContain('secret-');
  });

  test('Socket Mode and HTTP are told apart by the tokens', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' })).toMatchObject({ config: { slack: { kind: 'socket' } } });
    expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '12345678' })).toMatchObject({
      config: { slack: { kind: 'http' } },
    });
  });
});

describe('the desk settings', () => {
  test.each([
    [{ timezone: 'x' }, /^DESK_CONFIG timezone: there is no such setting; did you mean timeZone\?$/],
    [{ operations: { groups: { 财务: {} } } }, /^DESK_CONFIG operations.groups.财务.members: is missing$/],
    [
      { operations: { groups: { 财务: { member: ['U012'], members: ['U012'] } } } },
      /财务.member: there is no such setting; did you mean members\?$/,
    ],
    [{ calendar: { workDays: 'Monday' } }, /^DESK_CONFIG calendar.workDays: must be a list, such as \[a, b\]$/],
    [{ calendar: { workDays: [9] } }, /^DESK_CONFIG calendar.workDays.0: must be at most 7$/],
    [{ calendar: { workDays: [] } }, /^DESK_CONFIG calendar.workDays: must have at least 1 of them$/],
    [{ company: { name: 7 } }, /^DESK_CONFIG company.name: must be text$/],
    [{ language: 'zh-cn' }, /^DESK_CONFIG language: must be one of zh-CN, en; did you mean zh-CN\?$/],
    [{ sla: { P5: {} } }, /^DESK_CONFIG sla.P5: there is no such setting/],
    [{ timeZone: 'Mars/Base' }, /^DESK_CONFIG timeZone: is not an IANA time zone/],
    [{ sla: { P1: { resolve: '4 hours' } } }, /^DESK_CONFIG sla.P1.resolve: "4 hours" is not an ISO 8601 duration/],
    [{ calendar: { workHours: ['18:00-09:00'] } }, /^DESK_CONFIG calendar.workHours.0: "18:00-09:00" is not a work interval/],
    [{ calendar: { workHours: ['09:00-12:00', '11:00-13:00'] } }, /^DESK_CONFIG calendar.workHours: must be in order/],
    [{ calendar: { holidays: ['1 Oct'] } }, /^DESK_CONFIG calendar.holidays.0: is not a day/],
    [{ roles: { supervisors: ['chen'] } }, /^DESK_CONFIG roles.supervisors.0: is not a Slack user id/],
    [{ sweep: 'every minute' }, /^DESK_CONFIG sweep: is not a cron pattern/],
    [{ language: 'fr' }, /^DESK_CONFIG language: must be one of zh-CN, en$/],
    [{ quietHours: { from: '9 pm' } }, /^DESK_CONFIG quietHours.from: "9 pm" is not a time of day such as 18:00/],
    [{ quietHours: { onDuty: ['tom'] } }, /^DESK_CONFIG quietHours.onDuty.0: is not a Slack user id/],
    [{ quietHours: { others: [{ from: '09:00' }] } }, /^DESK_CONFIG quietHours.others.0.who/],
    [{ quietHours: { until: '08:00' } }, /^DESK_CONFIG quietHours.until: there is no such setting/],
  ])('%j is refused naming the key', (settings, line) => {
    const read = readSettings(settings);
    expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(line)]);
  });

  test('the defaults are those of contracts.md', () => {
    expect(readSettings(undefined)).toMatchObject({
      ok: true,
      settings: {
        timeZone: 'Asia/Shanghai',
        language: 'zh-CN',
        channels: { desk: 'service-desk', alarms: 'service-alarms' },
        sla: {
          P1: { firstResponse: 900_000, resolve: 14_400_000, clock: 'always' },
          P4: { clock: 'always' },
          warnAt: [0.5, 0.8],
          escalate: { supervisor: 0.8, head: 1, repeat: 7_200_000 },
        },
        quietHours: { from: 21 * 60, to: 8 * 60, daysOff: true, onDuty: [], others: [] },
        sweep: '*/15 * * * * *',
      },
    });
  });

  test('a YAML file is read, days with or without quotes', async () => {
    const folder = await aFolder();
    const file = join(folder.path, 'desk.yml');
    await writeFile(file, 'timeZone: Europe/Berlin\ncalendar:\n  holidays: [2026-10-01, "2026-10-02"]\n  workHours: ["08:00-24:00"]\n');
    expect(readConfig({ DESK_CONFIG: file })).toMatchObject({
      ok: true,
      config: {
        settings: { timeZone: 'Europe/Berlin', calendar: { holidays: ['2026-10-01', '2026-10-02'], workHours: [{ from: 480, to: 1440 }] } },
      },
    });
    await folder.remove();
  });
});
