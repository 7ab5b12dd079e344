import type { Finding } from './finding.js';

/** What only papers and due times lack: it holds up no start. */
const LATER: readonly string[] = ['company', 'calendar'];

/** The one next step after an examination: what is wrong, what holds up the start first; else to connect a workspace, or to start. */
export function nextStep(findings: readonly Finding[], isConnected: boolean): string {
  const wrong = findings.filter(({ isOk }) => !isOk);
  const [first] = wrong.filter(({ name }) => !LATER.includes(name));
  if (first) return `Next: ${first.name}: ${first.says}`;
  if (!isConnected)
    return 'Next: npm run manifest -- --socket prints the manifest to paste in Slack; then set SLACK_BOT_TOKEN and SLACK_APP_TOKEN. To try it without Slack: npm start';
  const [later] = wrong;
  return later ? `Next: ${later.name}: ${later.says}` : 'Next: npm start';
}
