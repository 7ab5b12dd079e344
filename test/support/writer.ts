import mongoose from 'mongoose';
import { openEmbeddedStore } from '../../src/embedded/server.js';
import { silent } from './store.js';

/** Writes until it is killed, and prints the id of each write after it was acknowledged. */
const [, , folder = '', round = '0'] = process.argv;
const store = await openEmbeddedStore(folder, silent);
const connection = await mongoose.createConnection(store.uri).asPromise();
const write = async (): Promise<void> => {
  for (;;) {
    const { insertedId } = await connection.collection('stream').insertOne({ round: Number(round), text: 'x'.repeat(1500) });
    process.stdout.write(`${String(insertedId)}\n`);
  }
};
await Promise.all([write(), write(), write(), write()]);
