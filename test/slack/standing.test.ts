import { describe, expect, test } from '@jest/globals';
import { isForUs } from '../../src/slack/app/gate.js';
import { isAdminHere, standingOf } from '../../src/slack/outbox/standing.js';

const US = { id: 'T0US' };
const GRID = { id: 'T0US', enterprise: 'E0US' };
const member = { id: 'U1', team_id: 'T0US' };

describe('L6: who is one of us', () => {
  test.each([
    ['a full member', member, 'colleague'],
    ['a single-channel guest', { ...member, is_restricted: true, is_ultra_restricted: true }, 'guest'],
    ['a multi-channel guest', { ...member, is_restricted: true }, 'guest'],
    ['a bot', { ...member, is_bot: true }, 'bot'],
    ['a workflow', { ...member, is_workflow_bot: true }, 'bot'],
    ['Slackbot, who says that he is no bot', { id: 'USLACKBOT', team_id: 'T0US', is_bot: false }, 'bot'],
    ['somebody who has left', { ...member, deleted: true }, 'gone'],
    ['somebody of another organisation who shares a channel with us', { id: 'U1', team_id: 'T0OTHER', is_stranger: false }, 'stranger'],
    ['somebody who shares no channel with us', { ...member, is_stranger: true }, 'stranger'],
    ['somebody of whom Slack names no team', { id: 'U1' }, 'stranger'],
    ['somebody of a Grid organisation, while we belong to none', { id: 'U1', team_id: 'T0OTHER', enterprise_id: 'E0US' }, 'stranger'],
  ])('%s', (_, user, standing) => {
    expect(standingOf(user, US)).toBe(standing);
  });

  test('in a Grid organisation people of its other workspaces are colleagues, of another organisation they are not', () => {
    expect(standingOf({ id: 'W1', team_id: 'T0SISTER', enterprise_user: { enterprise_id: 'E0US' } }, GRID)).toBe('colleague');
    expect(standingOf({ id: 'W1', team_id: 'E0US', enterprise_id: 'E0US' }, GRID)).toBe('colleague');
    expect(standingOf({ id: 'W1', team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E0OTHER' } }, GRID)).toBe('stranger');
    expect(standingOf({ id: 'W1', team_id: 'T0SISTER', enterprise_id: 'E0US', is_restricted: true }, GRID)).toBe('guest');
  });

  test('an admin of another organisation, of a sister workspace, or who is a guest is no admin here', () => {
    expect(isAdminHere({ ...member, is_admin: true }, US)).toBe(true);
    expect(isAdminHere({ ...member, team_id: 'T0OTHER', is_admin: true, is_owner: true }, US)).toBe(false);
    expect(isAdminHere({ ...member, is_admin: true, is_restricted: true }, US)).toBe(false);
    expect(isAdminHere({ ...member, is_owner: true, deleted: true }, US)).toBe(false);
    expect(isAdminHere({ id: 'W1', team_id: 'T0SISTER', is_admin: true, enterprise_user: { enterprise_id: 'E0US' } }, GRID)).toBe(false);
    expect(isAdminHere({ id: 'W1', team_id: 'T0US', enterprise_user: { enterprise_id: 'E0US', is_owner: true } }, GRID)).toBe(true);
  });
});

describe('L6: for whose installation a request is', () => {
  test.each([
    ['a command', { team_id: 'T0US' }, { team_id: 'T0OTHER' }],
    ['a press', { team: { id: 'T0US' } }, { team: { id: 'T0OTHER' } }],
    [
      'a modal that somebody of another organisation has open',
      { team: { id: 'T0OTHER' }, view: { app_installed_team_id: 'T0US' } },
      { team: { id: 'T0US' }, view: { app_installed_team_id: 'T0OTHER' } },
    ],
    [
      'an event in a channel that another organisation has shared',
      { team_id: 'T0OTHER', authorizations: [{ team_id: 'T0US' }] },
      { team_id: 'T0US', authorizations: [{ team_id: 'T0OTHER' }] },
    ],
    ['an event without authorizations', { team_id: 'T0US', event: {} }, { team_id: 'T0OTHER', event: {} }],
    ['what names no workspace', { team_id: 'T0US' }, {}],
    [
      'an installation for a whole organisation',
      { team_id: 'T0US' },
      { team: null, enterprise: { id: 'E0OTHER' }, is_enterprise_install: true },
    ],
  ])('%s', (_, ours, others) => {
    expect([isForUs(ours, US), isForUs(others, US)]).toEqual([true, false]);
    expect(isForUs(others, GRID)).toBe(false);
  });

  test('our own organisation may be named in the place of the workspace', () => {
    expect(isForUs({ team: null, enterprise: { id: 'E0US' }, is_enterprise_install: true }, GRID)).toBe(true);
    expect(isForUs({ team_id: 'T0SISTER', enterprise_id: 'E0US' }, GRID)).toBe(true);
    expect(isForUs({ team_id: null, authorizations: [{ team_id: null, enterprise_id: 'E0US' }] }, GRID)).toBe(true);
  });
});
