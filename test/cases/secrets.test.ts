import { expect, test } from '@jest/globals';
import { holdsSecret } from '../../src/cases/secrets.js';

test.each([
  'the code is 123 456 789',
  'code 987654321',
  'Code: 4711',
  '密码 abc123',
  '码是 9876',
  'machine 123 456 789, he is waiting',
  'password is hunter2',
  'pw=abc123',
  'Wifi: Shop2024!!',
  '口令是八八八八',
  '账号 admin 密 码 admin1',
  'mima admin888',
])('C1: “%s” is taken for something that opens a door', (text) => expect(holdsSecret(text)).toBe(true));

test.each([
  'error code 404 at the till',
  'exit code 1603',
  '错误码 1603，重启后正常',
  '条码 6901234567892 扫不出',
  'call him at 138 0000 4711',
  'call 010 6234 5678',
  'the password was changed by the customer',
  'restarted 192.168.100.200',
  'Wifi: down since noon',
  'spin 1200 rpm, grpw=none',
  '让客户重置密码，改为由店长保管',
])('C1: “%s” is work, and kept', (text) => expect(holdsSecret(text)).toBe(false));
