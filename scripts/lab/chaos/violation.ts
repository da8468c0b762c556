/** What a run must never show; the invariants are listed in `check.ts`. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11';

export type Violation = {invariant: Invariant; message?: string; session?: string; detail: string};
