export const SLOW = Symbol('slow');
/** What the work came to, or SLOW when it takes longer than this. */
export const within = <T>(work: Promise<T>, ms: number): Promise<T | typeof SLOW> => {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<typeof SLOW>((resolve) => {
    timer = setTimeout(() => resolve(SLOW), ms);
  });
  return Promise.race([work, slow]).finally(() => clearTimeout(timer));
};
