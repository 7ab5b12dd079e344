import { type ChildProcess, spawn } from 'node:child_process';
import { eventually } from './desk.js';

/** Starts a program of dist/ in a process of its own, and waits until it says that it is ready and where. */
export async function started(args: string[], env: Record<string, string>): Promise<{ child: ChildProcess; url: string; where: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  const where = await eventually(() => {
    const found = /ready ((http|mongodb):\/\/[^\s"]+)/.exec(output)?.[1];
    if (!found) throw new Error(output);
    return found;
  });
  return { child, url: where.replace('localhost', '127.0.0.1'), where };
}
