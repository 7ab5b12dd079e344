/** What the store says about itself: one line each. */
export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
}
