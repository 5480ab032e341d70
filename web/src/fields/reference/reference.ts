/** A record that a field points to. */
export interface Referred { id: string; title: string }
