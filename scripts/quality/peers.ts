/** What others reach on the same sets, on the kept-back test splits (ours are of the split that the document names). */
interface Peers {
  /** The best of: NB-SVM, and logistic regression on words and characters, each fitted to the set's own train split. */
  linear?: Record<string, number>;
  /** The best linear peer that was fitted to all other sets, their copies of this one left out too. */
  unseen?: Record<string, number>;
  /** SnowNLP and cnsenti as they are installed, on 400 comments. */
  snownlp?: Record<string, number>;
  cnsenti?: Record<string, number>;
  /** Comments of the test split behind `linear` and `unseen`. */
  n: number;
}

export const peers: Record<string, Peers> = {
  chnsenticorp_htl: {
    linear: { macroF1: 0.877, auc: 0.967, averagePrecision: 0.724, precisionAtRecall80: 0.473 },
    unseen: { macroF1: 0.825 },
    snownlp: { macroF1: 0.659, auc: 0.728 },
    cnsenti: { macroF1: 0.677, auc: 0.78 },
    n: 1319,
  },
  waimai_10k: {
    linear: { macroF1: 0.886, auc: 0.96, averagePrecision: 0.667, precisionAtRecall80: 0.475 },
    unseen: { macroF1: 0.841 },
    snownlp: { macroF1: 0.744, auc: 0.868 },
    cnsenti: { macroF1: 0.622, auc: 0.714 },
    n: 2323,
  },
  online_shopping_10_cats: {
    linear: { macroF1: 0.94, auc: 0.977, averagePrecision: 0.789, precisionAtRecall80: 0.702 },
    unseen: { macroF1: 0.892 },
    snownlp: { macroF1: 0.814, auc: 0.904 },
    cnsenti: { macroF1: 0.701, auc: 0.769 },
    n: 11788,
  },
  appstore_cn: {
    linear: { accuracy: 0.91, macroF1: 0.91, auc: 0.959, averagePrecision: 0.717, precisionAtRecall80: 0.489 },
    unseen: { accuracy: 0.863, macroF1: 0.863 },
    snownlp: { macroF1: 0.795, auc: 0.847 },
    cnsenti: { macroF1: 0.556, auc: 0.704 },
    n: 2733,
  },
  chnsenticorp: { linear: { accuracy: 0.888 }, n: 1200 },
  tripadvisor_london: { linear: { accuracy: 0.984, macroF1: 0.762 }, n: 1906 },
  amazon_alexa: { linear: { accuracy: 0.929, macroF1: 0.822 }, n: 521 },
  /** Fitted to 3,241 restaurant reviews of a research-only set and this one. */
  asap_sample: { linear: { microF1: 0.757, macroF1: 0.674, polarityAccuracy: 0.72 }, n: 922 },
};
