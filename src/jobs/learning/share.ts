/** Models of workspaces where every process finds them: each keeps a copy in its folder. */
import type { WorkspaceModelRef } from '../../feedback/analysed.ts';
import type { SharedFiles } from '../store.ts';

interface ModelFile {
  name: string;
  content: Uint8Array;
}

/** The folder of models of this process. */
export interface ModelFolder {
  read(model: WorkspaceModelRef): ModelFile[];
  /** In place of what is there. */
  place(model: WorkspaceModelRef, files: readonly ModelFile[]): void;
  /** SHA-256 of the manifest, which names the hashes of the others; null when there is none. */
  manifestHash(model: WorkspaceModelRef): string | null;
  /** All its files are there and have their hashes. */
  isSound(model: WorkspaceModelRef): boolean;
}

export interface ModelShare {
  /** The files of a model that was trained here, as they are to be stored. */
  filesOf(model: WorkspaceModelRef): ModelFile[];
  /**
   * Sees to it that the folder holds the model as it is stored. One that is nowhere, or was stored damaged, is left as it
   * is: whoever loads it checks it, and reads without it.
   */
  fetch(model: WorkspaceModelRef): Promise<void>;
}

const manifest = 'manifest.json';
/** Models that are known to be here; others are looked at again. */
const mostKnown = 1000;
const systemScope = ({ workspaceId }: WorkspaceModelRef) => ({ workspaceId, actor: 'system' });

export function createModelShare(files: SharedFiles, folder: ModelFolder): ModelShare {
  const fetched = new Map<string, Promise<void>>();

  async function fetch(model: WorkspaceModelRef): Promise<void> {
    const prefix = `${model.version}/`;
    const stored = await files.list(systemScope(model), 'model', prefix);
    const wanted = stored.find(({ name }) => name === prefix + manifest)?.hash;
    if (wanted === undefined || (folder.manifestHash(model) === wanted && folder.isSound(model))) return;
    const copies: ModelFile[] = [];
    for (const { name } of stored) {
      const parts = await files.read(systemScope(model), 'model', name);
      if (parts) copies.push({ name: name.slice(prefix.length), content: await joined(parts) });
    }
    folder.place(model, copies);
  }

  return {
    filesOf: (model) => folder.read(model).map(({ name, content }) => ({ name: `${model.version}/${name}`, content })),
    fetch(model) {
      const key = `${model.workspaceId}/${model.version}`;
      const known = fetched.get(key);
      if (known) return known;
      const fetching = fetch(model);
      fetched.set(key, fetching);
      if (fetched.size > mostKnown) fetched.delete(fetched.keys().next().value!);
      fetching.catch(() => fetched.delete(key));
      return fetching;
    },
  };
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}
