/** What people type: the usual, and what is at the edge of what Slack and we take. */
export const TEXTS: readonly string[] = [
  '打印机不出小票',
  '长'.repeat(3_000),
  '&'.repeat(3_000),
  '👩🏽‍💻'.repeat(428),
  '<!channel> <@U04SUP> <https://evil.example|bank> *x* `y`',
  'ＡＢＣ　１２３　全角',
  'مرحبا بالعالم \u202Etxet desrever',
  '𠮷野家𠮷𪚥𡃁',
  'a\n'.repeat(1_400),
  '=HYPERLINK("http://evil.example","x")',
];

/** The words after each command of the manifest: what its hint names, what is there, and what is not. */
export const WORDS: Readonly<Record<string, readonly string[]>> = {
  '/newcall': ['', '13800004711', '悦购超市'],
  '/ticket': ['', 'help', 'mine', 'open', 'late', 'find', 'find 打印机', 'T-1', 'T-1 why', 'C-1', 'T-999', 'nonsense'],
  '/visit': ['', 'today', 'week', 'today @tom', 'team', 'pool', 'handins', 'calendar', 'T-1', 'V-1', 'V-999'],
  '/customer': ['', 'ygcs', 'CU-1', 'add', 'CU-999', 'help'],
  '/inspect': ['', 'today', 'week', 'I-1', 'project P-1', 'server D-1', 'map', 'export', 'report D-1', 'map 2026-13', 'I-999'],
  '/project': ['', 'list', 'add', 'P-1', 'P-999'],
  '/device': ['', 'srv', 'D-1', 'add', 'import', 'export', 'lights', 'lights DL580 G7 health', 'D-999'],
  '/duty': ['', 'today', 'week', 'list', 'templates', 'add', 'SD-1', 'S-1', 'S-999'],
  '/remote': ['', 'open', 'stayed', 'T-1', 'R-1', 'R-999', 'help'],
  '/fault': ['', 'list', '打印机', 'add', 'common', 'waiting', 'F-1', 'F-999', 'help'],
  '/problem': ['', 'open', 'project P-1', 'add', 'PB-1', 'PB-999'],
  '/docs': ['', 'P-1', 'add', 'DOC-1', 'DOC-999'],
  '/desk': ['', 'sla', 'engineers', 'settings', 'help'],
};
