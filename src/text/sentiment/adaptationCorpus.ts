import type { AdaptationText } from './adaptationTexts.ts';
import type { BackgroundWords } from './fitKinship.ts';

/** A text whose polarity a person has decided. */
export interface AdaptationExample {
  text: AdaptationText;
  /** 1 positive, 0 negative, 0.5 neither. */
  polarity: 0 | 0.5 | 1;
  /** −1..1 where the customer gave one: people are shown the texts that contradict it, which has to be allowed for. */
  rating: number | null;
  /** 0, 1, 2, …: which part of the weights learns nothing from it. */
  part: number;
}

export interface AdaptationCorpus {
  examples: AdaptationExample[];
  /** Texts of the house that nobody has decided. */
  others: { text: AdaptationText; rating: number | null; part: number }[];
  background: BackgroundWords;
}

export interface AdaptationParams {
  seed: number;
  /** Log-odds that a rating is right, of a rating at the end of its scale; a start, the examples correct it. */
  trust: number;
  /** Take the ratings of the other texts for weak labels, if there are enough of them. */
  ratings: boolean;
}
