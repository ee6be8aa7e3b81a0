import { createEmbeddedQueue } from '../../src/jobs/embeddedQueue.ts';
import { queueContract } from '../contracts/queue.ts';

queueContract('the embedded queue', createEmbeddedQueue);
