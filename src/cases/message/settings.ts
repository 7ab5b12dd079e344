import { z } from 'zod';
import type { KindSettings, Policy } from '../policy.js';
import { duration } from '../setting.js';

export const MESSAGE_SETTINGS = {
  message: z.strictObject({ remindAfter: duration.prefault('PT30M'), escalateAfter: duration.prefault('PT2H') }).prefault({}),
};

declare module '../policy.js' {
  interface KindSettings extends z.output<z.ZodObject<typeof MESSAGE_SETTINGS>> {}
  interface Policy {
    readonly message: { readonly remindAfter: number; readonly escalateAfter: number };
  }
}

export const messagePolicy = ({ message }: KindSettings): Pick<Policy, 'message'> => ({ message });
