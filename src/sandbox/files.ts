import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Route, readBytes, sendJson } from '../http.js';
import type { Json } from './workspace.js';

const LARGEST_FILE = 20 * 1024 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  heic: 'image/heic',
  ics: 'text/calendar',
};

/** A file as Slack describes it to the app. */
interface SandboxFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly mimetype: string;
}

/** The files of the sandbox's Slack: what the bot uploads and what people put into a modal. */
export class Files {
  private readonly known = new Map<string, { name: string; bytes?: Buffer }>();

  constructor(
    private readonly folder: string | undefined,
    private readonly origin: () => string,
    private readonly token: string,
  ) {
    if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Makes room for a file that is about to be uploaded. */
  announce(name: string): { id: string; url: string } {
    const id = `F${Date.now().toString(36).toUpperCase()}${Math.random().toString(36).slice(2, 6).toUpperCase()}`;
    this.known.set(id, { name });
    return { id, url: `${this.origin()}/upload/${id}` };
  }

  /** What Slack says of a file that was uploaded; undefined for one that never was. */
  describe(id: string, title?: string): (SandboxFile & Json) | undefined {
    const name = this.known.get(id)?.name;
    const bytes = name === undefined ? undefined : this.bytesOf(id);
    if (name === undefined || !bytes) return undefined;
    const path = `${id}/${encodeURIComponent(name)}`;
    return {
      id,
      name,
      title: title ?? name,
      size: bytes.length,
      mimetype: mimetypeOf(name),
      filetype: name.split('.').at(-1)?.toLowerCase() ?? '',
      permalink: `https://fieldbell-sandbox.slack.com/files/${path}`,
      url_private: `${this.origin()}/files-pri/${path}`,
      url_private_download: `${this.origin()}/files-pri/${path}`,
    };
  }

  /** Brings back after a restart what a kept message names. */
  recall(files: readonly Json[]): void {
    for (const { id, name } of files) if (name && !this.known.has(id)) this.known.set(id, { name });
  }

  /** Forgets a file; false when there is none. */
  remove(id: string): boolean {
    if (this.folder && this.known.has(id)) rmSync(join(this.folder, id), { force: true });
    return this.known.delete(id);
  }

  /** Forgets every file, also those that no message names. */
  clear(): void {
    this.known.clear();
    if (this.folder) for (const file of readdirSync(this.folder)) rmSync(join(this.folder, file), { force: true });
  }

  private bytesOf(id: string): Buffer | undefined {
    const { bytes } = this.known.get(id) ?? {};
    if (bytes || !this.folder) return bytes;
    try {
      return readFileSync(join(this.folder, id));
    } catch {
      return undefined;
    }
  }

  private keep(id: string, bytes: Buffer): void {
    const known = this.known.get(id);
    if (!known) return;
    if (this.folder) writeFileSync(join(this.folder, id), bytes, { mode: 0o600 });
    else this.known.set(id, { ...known, bytes });
  }

  /** Uploads, the page's own pictures, and downloads: with the bot's token at `/files-pri`, for the page at `/sandbox/files`. */
  readonly route: Route = async (request, response, url) => {
    const [, area = '', ...rest] = url.pathname.split('/');
    if (request.method === 'POST' && area === 'upload') {
      const [id = ''] = rest;
      this.keep(id, await contentOf(await readBytes(request, LARGEST_FILE), request.headers['content-type']));
      response.writeHead(this.known.has(id) ? 200 : 404).end('OK');
      return true;
    }
    if (request.method === 'POST' && url.pathname === '/sandbox/files') {
      const { id } = this.announce(url.searchParams.get('name') ?? 'file');
      this.keep(id, await readBytes(request, LARGEST_FILE));
      sendJson(response, 200, { ok: true, ...this.describe(id) });
      return true;
    }
    const isPrivate = area === 'files-pri';
    const id = isPrivate ? rest[0] : area === 'sandbox' && rest[0] === 'files' ? rest[1] : undefined;
    if (request.method !== 'GET' || !id) return false;
    const bytes = this.bytesOf(id);
    if (isPrivate && request.headers.authorization !== `Bearer ${this.token}`) response.writeHead(403).end();
    else if (!bytes) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': mimetypeOf(this.known.get(id)?.name ?? ''), 'content-security-policy': 'sandbox' })
        .end(bytes);
    return true;
  };
}

/** An upload comes as it is, or as the one file of a form. */
async function contentOf(body: Buffer, type = ''): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => value instanceof Blob);
  return file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
}

const mimetypeOf = (name: string): string => TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
