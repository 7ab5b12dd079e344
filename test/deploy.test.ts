import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const read = (file: string): string => readFileSync(file, 'utf8');

/** The lines of Node that get security patches: even ones, the youngest three. */
const MAINTAINED = ['22', '24', '26'];

describe('what we hand to operators', () => {
  test('S20: image and CI are on a maintained line of Node, pinned, and install what the lock file says', () => {
    const bases = [...read('Dockerfile').matchAll(/^FROM node:(\d+)\.(\d+)/gm)];
    expect(bases.length).toBe(read('Dockerfile').match(/^FROM /gm)?.length);
    for (const [, line = ''] of bases) expect(MAINTAINED).toContain(line);
    expect(read('Dockerfile')).toMatch(/npm ci /);
    const [, onCi = ''] = read('.ci/run').match(/--package node@(\d+)/) ?? [];
    expect(MAINTAINED).toContain(onCi);
  });

  test('S20: the containers have limits and no privileges, and the database has a password that is nowhere written', () => {
    const { services } = parse(read('compose.yaml')) as { services: Record<string, Record<string, unknown>> };
    for (const [name, service] of Object.entries(services)) {
      expect([name, service.mem_limit, service.security_opt]).toEqual([name, expect.any(String), ['no-new-privileges:true']]);
      if (service.image) expect(service.image).toMatch(/:\d+\.\d+$/);
    }
    expect(services.bot?.cap_drop).toEqual(['ALL']);
    expect(services.bot?.read_only).toBe(true);
    expect(JSON.stringify(services.bot?.environment)).toMatch(/mongodb:\/\/fieldbell:\$\{MONGO_PASSWORD/);
    expect(JSON.stringify(services.mongo?.environment)).toMatch(/\$\{MONGO_PASSWORD:\?/);
  });

  test('S12, S20: the unit keeps the data to the bot and takes from it what it does not need', () => {
    const unit = read('deploy/fieldbell.service');
    for (const line of ['StateDirectoryMode=0700', 'UMask=0077', 'NoNewPrivileges=true', 'ProtectSystem=strict', 'CapabilityBoundingSet='])
      expect(unit).toMatch(new RegExp(`^${line}$`, 'm'));
  });
});
