import { createServer } from 'node:http';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

/** A Bolt app that only acknowledges, in a process of its own: what the receiver itself costs. */
const receiver = new HTTPReceiver({ signingSecret: process.argv[2] ?? '', endpoints: '/slack/events', logLevel: LogLevel.ERROR });
const app = new App({ receiver, logLevel: LogLevel.ERROR, authorize: async () => ({ botToken: 'xoxb-x', botId: 'B', botUserId: 'U' }) });
app.command(/./, async ({ ack }) => {
  await ack();
});
app.view(/./, async ({ ack }) => {
  await ack();
});
app.action(/./, async ({ ack }) => {
  await ack();
});
const server = createServer(receiver.requestListener);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`"ready http://localhost:${typeof address === 'object' && address ? address.port : 0} "\n`);
});
