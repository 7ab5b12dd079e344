/**
 * Slack's limits in one table: https://docs.slack.dev/reference/block-kit and the pages of the methods. Lengths are in
 * characters, counts in items. `message.characters` is not documented: slackapi/bolt-js#2509 found it.
 */
export const LIMITS = {
  message: { blocks: 50, text: 40_000, tables: 1, characters: 13_200, metadata: 8_000 },
  view: {
    blocks: 100,
    title: 24,
    submit: 24,
    close: 24,
    privateMetadata: 3000,
    callbackId: 255,
    externalId: 255,
    stack: 3,
    bytes: 250_000,
  },
  block: { blockId: 255 },
  header: { text: 150 },
  section: { text: 3000, fields: 10, field: 2000 },
  context: { elements: 10, text: 3000 },
  actions: { elements: 25 },
  input: { label: 2000, hint: 2000 },
  image: { url: 3000, alt: 2000, title: 2000 },
  table: { rows: 100, columns: 20, characters: 10_000 },
  /** Rows with the head; the characters are those of all data tables of a message. */
  dataTable: { rows: 101, leastRows: 2, columns: 20, characters: 10_000, pageSize: 100 },
  /** `charts` in a message is not documented: vercel/chat#696 found it. */
  chart: { charts: 2, title: 50, series: 6, name: 20, points: 20, label: 20, axis: 50 },
  markdown: { text: 12_000 },
  element: { actionId: 255, placeholder: 150 },
  button: { text: 75, value: 2000, url: 3000, label: 75 },
  select: { options: 100, selected: 1 },
  overflow: { options: 5 },
  choice: { options: 10 },
  option: { text: 75, value: 150, description: 75 },
  confirm: { title: 100, text: 300, button: 30 },
  textInput: { maxLength: 3000 },
  file: { files: 10 },
} as const;
