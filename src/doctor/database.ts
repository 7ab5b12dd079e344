import type { Config } from '../config.js';
import { StoreInUseError } from '../embedded/refusals.js';
import { openEmbeddedStore } from '../embedded/server.js';
import { connect, ping } from '../store/connection.js';
import { type Finding, ill, well } from './finding.js';

/** Does the database answer, or the embedded store open? */
export async function examineDatabase({ mongodbUri, dataDir }: Config): Promise<Finding> {
  const silent = { info() {}, warn() {} };
  try {
    const store = mongodbUri ? undefined : await openEmbeddedStore(dataDir, silent);
    const connection = await connect(mongodbUri ?? store?.uri ?? '');
    await ping(connection);
    await connection.close();
    await store?.close();
    return well('database', mongodbUri ? 'MongoDB answers' : `the embedded store in ${dataDir} opens`);
  } catch (error) {
    if (error instanceof StoreInUseError) return well('database', `the embedded store in ${dataDir} is in use by a running bot`);
    const what = mongodbUri ? 'MONGODB_URI does not answer' : `DATA_DIR ${dataDir} does not open`;
    return ill('database', `${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
