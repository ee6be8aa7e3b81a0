type Colour = readonly [red: number, green: number, blue: number];
const praised: Colour = [20, 96, 159];
const even: Colour = [104, 110, 120];
const blamed: Colour = [176, 66, 18];

/** Of a share of negative comments: from blue (nobody complains) over grey to orange, dark enough for white words. */
export function blameColour(share: number): string {
  const [from, to, at] = share < 0.5 ? [praised, even, 2 * share] : [even, blamed, 2 * share - 1];
  return `rgb(${from.map((channel, i) => Math.round(channel + (to[i] - channel) * at)).join(', ')})`;
}
