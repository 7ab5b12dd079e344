import type { UsersInfoResponse } from '@slack/web-api';

/** The workspace that the bot is installed in, and the Grid organisation that it belongs to, if it belongs to one. */
export interface Installation {
  readonly id: string;
  readonly enterprise?: string | undefined;
}

/** What Slack says of a person. */
export type SlackUser = NonNullable<UsersInfoResponse['user']>;

/**
 * What somebody is to us. Only a colleague may have a role. A stranger is of another organisation: Slack Connect brings him into
 * our channels; he is known by his team, since `is_stranger` is only said of those who share no channel with us.
 */
export type Standing = 'colleague' | 'guest' | 'stranger' | 'bot' | 'gone';

/** Slack's own bot, of which `is_bot` is false. */
const SLACKBOT = 'USLACKBOT';

/** Is he of our workspace, or of a sister workspace of our Grid organisation? */
function isOurs(user: SlackUser, { id, enterprise }: Installation): boolean {
  if (user.team_id === id) return true;
  return enterprise !== undefined && (user.enterprise_user?.enterprise_id === enterprise || user.enterprise_id === enterprise);
}

export function standingOf(user: SlackUser, installation: Installation): Standing {
  if (user.is_stranger || !isOurs(user, installation)) return 'stranger';
  if (user.deleted) return 'gone';
  if (user.is_bot || user.is_workflow_bot || user.is_connector_bot || user.id === SLACKBOT) return 'bot';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'colleague';
}

/** Does he administer our workspace, or the Grid organisation? An admin of a sister workspace alone is no admin here. */
export function isAdminHere(user: SlackUser, installation: Installation): boolean {
  if (standingOf(user, installation) !== 'colleague') return false;
  const isOfOrganisation = user.enterprise_user?.is_admin === true || user.enterprise_user?.is_owner === true;
  return isOfOrganisation || (user.team_id === installation.id && (user.is_admin === true || user.is_owner === true));
}
