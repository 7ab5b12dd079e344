import { viewJson } from './view-methods.js';
import { BOT, type Json, type SandboxView, type Workspace } from './workspace.js';

/** What Slack says in each request of who acts, where, and of which organisation. */
export class Payloads {
  constructor(
    private readonly workspace: Workspace,
    /** The workspace that every request comes from, if not the bot's own. */
    private readonly elsewhere?: string,
  ) {}

  who(user: string): Json {
    const person = this.workspace.person(user);
    return { id: user, username: person?.name ?? user, name: person?.name ?? user, team_id: this.teamOf(user) };
  }

  /** The organisation that a person is of, or the workspace that he acts in for once. */
  teamOf(user: string): string {
    return this.elsewhere ?? this.workspace.person(user)?.team ?? BOT.team;
  }

  common(user: string): Json {
    return {
      team: { id: this.elsewhere ?? BOT.team, domain: 'fieldbell-sandbox' },
      user: this.who(user),
      api_app_id: BOT.app,
      token: 'sandbox',
      enterprise: null,
      is_enterprise_install: false,
    };
  }

  /** A view as this person's request shows it: of his own organisation, though the app is installed in the bot's. */
  viewOf(view: SandboxView): Json {
    return { ...viewJson(view), team_id: this.teamOf(view.user), app_installed_team_id: this.elsewhere ?? BOT.team };
  }

  /** What an interaction with a view says of its sender: his own organisation, also in a channel that is shared. */
  inView(user: string): Json {
    return { ...this.common(user), team: { id: this.teamOf(user), domain: 'fieldbell-sandbox' } };
  }

  envelope(event: Json): Json {
    return {
      token: 'sandbox',
      team_id: this.elsewhere ?? BOT.team,
      api_app_id: BOT.app,
      type: 'event_callback',
      event_id: this.workspace.nextId('Ev'),
      event_time: Math.floor(Date.now() / 1000),
      event,
      authorizations: [
        { team_id: this.elsewhere ?? BOT.team, user_id: BOT.user, is_bot: true, is_enterprise_install: false, enterprise_id: null },
      ],
    };
  }
}
