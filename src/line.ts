/** How many others a patient one lets pass before it is its turn. */
const mostPassed = 4;

/** A line in which patient ones stand back for others: a few of those pass each of them, so that nobody waits forever. */
export function createLine<Waiting>() {
  const hurried: Waiting[] = [];
  const patient: Waiting[] = [];
  let passed = 0;
  return {
    push(one: Waiting, isPatient: boolean): void {
      (isPatient ? patient : hurried).push(one);
    },
    /** Whether some are in line, all of them patient. */
    isPatient: (): boolean => hurried.length === 0 && patient.length > 0,
    shift(): Waiting | undefined {
      const stands = patient.length > 0;
      if (hurried.length > 0 && (!stands || passed < mostPassed)) {
        passed = stands ? passed + 1 : 0;
        return hurried.shift();
      }
      passed = 0;
      return patient.shift();
    },
  };
}
