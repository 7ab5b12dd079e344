import { openEmbeddedStore } from '../../src/embedded/server.js';

/** An embedded store in a process of its own, in the folder named, as a stand-in for a MongoDB that several bots share. */
const store = await openEmbeddedStore(process.argv[2] ?? '', { info() {}, warn: (message) => void process.stderr.write(`${message}\n`) });
process.stdout.write(`"ready ${store.uri} "\n`);
