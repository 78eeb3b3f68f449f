// What the server answers about the review: api/review.

import type { Entity } from "../types";

export type Kind = "cases" | "pairs" | "unfound";

/** A case in the list: of one entity, or of two that may be one. */
export interface Line {
  entity?: Entity;
  pair?: [Entity, Entity];
  candidates?: number;
  best?: string;
  score: string;
  /** Whether somebody has looked at it and was not sure. */
  seen: boolean;
}

export interface Waiting {
  total: number;
  waiting: Line[];
  sources: string[];
  orders: string[];
  writable: boolean;
  reviewer: string;
}

export interface Reason {
  how: string;
  side: -1 | 0 | 1;
  weight: number;
  words: string;
}

export interface Candidate {
  item: string;
  id: string;
  label: string;
  url: string;
  score: string;
  state: string;
  reasons: Reason[];
  /** The entity for which it is accepted already. */
  taken: Entity | null;
}

export interface Side {
  entity: Entity;
  facts: [string, string][];
}

export interface Case extends Side {
  state: string;
  looks: string[];
  decided: string[];
  searched: string;
  candidates: Candidate[];
  more: number;
}

export interface PairCase {
  state: string;
  looks: string[];
  pair: [Side, Side];
  score: string;
  reasons: string[];
}

export interface Choice {
  choice: string;
  item?: string;
}
