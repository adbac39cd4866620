import type { Draft, Wrong } from "~/pages/create-assessment/draft";

/** What every step of the wizard gets. */
export interface StepProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  /** What is wrong, once somebody tried to go on. */
  readonly wrong: Wrong;
}
