/** A place in words, and where it lies when somebody stood there. */
export interface Address { text: string; lat?: number | null; lng?: number | null }
