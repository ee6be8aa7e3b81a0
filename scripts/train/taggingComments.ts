import { join } from 'node:path';
import { loadDomainModel } from '../../src/artefacts/domainModel.ts';
import { loadLabelCues } from '../../src/artefacts/labelCues.ts';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { loadTaxonomies } from '../../src/artefacts/taxonomies.ts';
import { loadTextTools } from '../../src/artefacts/text.ts';
import { openScopes } from '../../src/feedback/domainGate.ts';
import { createFindingReader, type Finding } from '../../src/feedback/findings.ts';
import { compileLeafCues } from '../../src/feedback/leafCues.ts';
import { createNegationCheck } from '../../src/feedback/negator.ts';
import type { Taxonomy } from '../../src/feedback/taxonomy.ts';
import { createCategoriser } from '../../src/text/classify/categories.ts';
import type { Clause } from '../../src/text/clause/clause.ts';
import type { Document } from '../../src/text/document.ts';
import { compact } from '../../src/text/fold/compact.ts';
import { orThrow } from './tools.ts';

/** A comment as the tagger sees it before the model. */
export interface ReadComment {
  document: Document;
  /** Probabilities of the kinds of business. */
  kinds: Float64Array;
  /** What the cues say, by clause. */
  findings: Finding[][];
}

/** Reads comments with the cues of one built-in taxonomy, as the service does. */
export async function cueReader(taxonomyId: string): Promise<{ taxonomy: Taxonomy; read(text: string): ReadComment }> {
  const lexicons = join(packageRoot, 'lexicons');
  const tools = orThrow(loadTextTools(lexicons, 'jieba-rs'));
  const lists = orThrow(loadLabelCues(lexicons));
  const taxonomy = orThrow(await loadTaxonomies(join(lexicons, 'taxonomies'))).find(({ id }) => id === taxonomyId);
  if (taxonomy === undefined) throw new Error(`there is no taxonomy «${taxonomyId}»`);
  const kindsOf = createCategoriser(orThrow(loadDomainModel(join(packageRoot, 'models'))).model);
  const cues = compileLeafCues(taxonomy, [], tools.fold);
  const find = createFindingReader(cues, createNegationCheck(lists.negators, lists.fillers));
  const open = new Uint8Array(cues.scopes.length);
  const denied = new Uint8Array(taxonomy.leaves.length);
  return {
    taxonomy,
    read(text) {
      const document = tools.read(compact(text)?.text ?? text);
      const folded = document.tokens.text;
      const kinds = Float64Array.from(kindsOf(folded));
      openScopes(cues.scopes, kinds, open);
      const findingsOf = (clause: Clause): Finding[] =>
        find(folded, clause, cues.matcher.match(folded, clause.start, clause.end, open), denied);
      return { document, kinds, findings: document.clauses.map(findingsOf) };
    },
  };
}
