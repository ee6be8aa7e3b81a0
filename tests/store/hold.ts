/** A process that stores a comment, says so, and holds the folder until it is killed. */
import { comment, newWorkspace, openTestStore } from '../contracts/support.ts';

const store = await openTestStore(process.argv[2]!, Date.now);
await store.comments.ingest(await newWorkspace(store, 'w'), [comment('kept')]);
process.send!('stored');
setInterval(() => {}, 1000);
