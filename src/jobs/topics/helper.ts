/** A thread that helps to fit topics; it ends when the crew does. */
import { parentPort, workerData } from 'node:worker_threads';
import { standBack } from '../../priority.ts';
import { helpCrew } from '../../text/topics/crew.ts';
import { createWasmKernel } from '../../text/topics/kernel.ts';
import { createPlainKernel } from '../../text/topics/plainKernel.ts';
import type { HelperData } from './crew.ts';

standBack();

const { module, memory } = workerData as HelperData;
parentPort!.postMessage('ready');
helpCrew(module ? createWasmKernel(module, memory) : createPlainKernel(memory), memory);
