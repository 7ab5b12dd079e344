import { openEmbeddedStore } from '../../src/embedded/server.js';
import { started } from '../support/started.js';
import { aFolder, silent } from '../support/store.js';

/** A database that goes away when it is told to. */
export interface FragileDatabase {
  readonly uri: string;
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  remove(): Promise<void>;
}

/** Its connections break and nobody listens any more: a database that was stopped, or crashed. */
export async function closing(): Promise<FragileDatabase> {
  const folder = await aFolder();
  let store = await openEmbeddedStore(folder.path, silent);
  const { uri } = store;
  return {
    uri,
    leave: () => store.close(),
    async comeBack() {
      store = await openEmbeddedStore(folder.path, silent);
    },
    async remove() {
      await store.close();
      await folder.remove();
    },
  };
}

/** Its connections stay and nothing comes: a machine that hangs, or a network that swallows everything. */
export async function freezing(): Promise<FragileDatabase> {
  const folder = await aFolder();
  const { child, where: uri } = await started(['dist/test/support/storehost.js', folder.path], {});
  const signal = async (name: NodeJS.Signals): Promise<void> => void child.kill(name);
  return {
    uri,
    leave: () => signal('SIGSTOP'),
    comeBack: () => signal('SIGCONT'),
    async remove() {
      await signal('SIGKILL');
      await folder.remove();
    },
  };
}
