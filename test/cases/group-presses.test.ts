import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/cases/case.js';
import { kindNamed } from '../../src/cases/kinds.js';
import { mayPress } from '../../src/cases/workflow.js';

/** A case of a group; in these states its group has something to do. */
const ofGroup = (kind: string, state: string): Case<object> =>
  ({
    kind,
    no: 'X-1',
    state,
    owner: 'U02ENGLI',
    isOpen: true,
    history: [],
    data: { group: '服务器组', lines: [], subjects: [], results: {}, shares: {}, fixedBy: 'U02ENGLI', tickets: [] },
  }) as object as Case<object>;

const OWN = ['done', 'onIt', 'handOver'];
describe.each([
  ['duty', 'open', OWN],
  ['inspection', 'open', ['fill', 'onIt', 'handOver']],
  ['problem', 'found', ['analyse', 'onIt', 'handOver', 'edit']],
])('a %s of an operations group', (kind, state, actions) => {
  const row = kindNamed(kind);
  const shown = (who: { roles?: string[]; user?: string; groups?: string[] }): string[] =>
    actions.filter((action) => row && mayPress(row.rules, ofGroup(kind, state), action, who as object));

  test('offers its presses to its members and to who leads, and to nobody else', () => {
    expect(shown({ roles: ['engineer'], user: 'U03ENGTOM', groups: ['服务器组'] })).toEqual(actions);
    expect(shown({ roles: ['supervisor'], user: 'U04SUP', groups: [] })).toEqual(actions);
    expect(shown({ roles: ['agent'], user: 'U01AGENT', groups: ['收银组'] })).toEqual([]);
    expect(shown({ roles: ['agent'], user: 'U01AGENT', groups: [] })).toEqual([]);
  });

  test('offers them where nobody in particular reads, and where nothing is known of groups', () => {
    expect(shown({})).toEqual(actions);
    expect(shown({ roles: ['agent'], user: 'U01AGENT' })).toEqual(actions);
  });
});

test('whoever fixed a problem is not asked to verify it, nor whoever owns an inspection to excuse it', () => {
  const press = (kind: string, state: string, action: string, user: string): boolean | undefined => {
    const row = kindNamed(kind);
    return row && mayPress(row.rules, ofGroup(kind, state), action, { roles: ['supervisor'], user, groups: [] });
  };
  expect(press('problem', 'fixed', 'verify', 'U02ENGLI')).toBe(false);
  expect(press('problem', 'fixed', 'verify', 'U04SUP')).toBe(true);
  for (const kind of ['inspection', 'duty']) {
    expect(press(kind, 'open', 'excuse', 'U02ENGLI')).toBe(false);
    expect(press(kind, 'open', 'excuse', 'U04SUP')).toBe(true);
  }
});
