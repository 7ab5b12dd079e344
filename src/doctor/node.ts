import { type Finding, well } from './finding.js';

/** The oldest line of Node that gets security patches, since April 2026. */
const OLDEST_MAINTAINED = 22;

/** Does this Node still get security patches? The bot also runs on 20.19, which does not. */
export function examineNode(version: string): Finding {
  const [major = 0] = version.split('.').map(Number);
  const hint = 'gets no security patches any more (since April 2026); the bot runs on it, but Node 24 is better';
  return well('node', major >= OLDEST_MAINTAINED ? version : `${version} ${hint}`);
}
