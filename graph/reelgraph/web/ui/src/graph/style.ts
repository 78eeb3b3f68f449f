// The visual language, as api/style gives it, and whether the page is light or dark just now.

import { useEffect, useState } from "preact/hooks";
import { get } from "../api";

export type Shape = "square" | "circle" | "diamond" | "triangle" | "hexagon";
export type Fill = "solid" | "hollow" | "dotted";

export interface TypeStyle {
  shape: Shape;
  colour: string;
  fill: Fill;
  text: string;
  /** Whether it is a kind of work, which has a year. */
  work: boolean;
}

export interface RoleStyle {
  rank: number;
  width: number;
  dashes: number[];
  cap: "butt" | "round";
}

export interface Theme {
  page: string;
  text: string;
  muted: string;
  line: string;
  edge: string;
  link: string;
  note: string;
}

export interface Style {
  types: Record<string, TypeStyle>;
  otherType: TypeStyle;
  roles: Record<string, RoleStyle>;
  otherRole: RoleStyle;
  corners: Record<string, [number, number][]>;
  sizes: {
    smallest: number;
    largest: number;
    base: number;
    growth: number;
    crowd: number;
    shrink: number;
  };
  ink: { lines: number; width: number; opacity: number; palest: number };
  statuses: Record<string, string>;
  unsure: string[];
  pale: number;
  font: string;
  labelSize: number;
  light: Theme;
  dark: Theme;
}

let asked: Promise<Style> | undefined;

/** The style, asked for once for the whole page. */
export function styleOfPage(): Promise<Style> {
  asked ??= get<Style>("api/style").catch((error: unknown) => {
    asked = undefined;
    throw error;
  });
  return asked;
}

/** The style once it is there; what went wrong if it does not come. */
export function useStyle(): { style?: Style; problem?: Error } {
  const [found, setFound] = useState<{ style?: Style; problem?: Error }>({});
  useEffect(() => {
    styleOfPage().then(
      (style) => setFound({ style }),
      (problem: Error) => setFound({ problem }),
    );
  }, []);
  return found;
}

export function typeStyle(style: Style, type: string): TypeStyle {
  return Object.hasOwn(style.types, type) ? style.types[type]! : { ...style.otherType, text: type };
}

export function roleStyle(style: Style, role: string): RoleStyle {
  return Object.hasOwn(style.roles, role) ? style.roles[role]! : style.otherRole;
}

/** The roles in the order of the legend: of parallel ones, the first is drawn. */
export function byRank(style: Style, roles: Iterable<string>): string[] {
  const rank = (role: string) => roleStyle(style, role).rank;
  return [...new Set(roles)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

export function byType(style: Style, types: Iterable<string>): string[] {
  const known = Object.keys(style.types);
  const place = (type: string) => (known.includes(type) ? known.indexOf(type) : known.length);
  return [...new Set(types)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** How strongly each of so many lines is drawn: what its width and its opacity are multiplied with. */
export function inkOf(style: Style, lines: number): { width: number; opacity: number } {
  const { ink } = style;
  const share = Math.min(1, ink.lines / Math.max(1, lines));
  return { width: share ** ink.width, opacity: Math.max(ink.palest, share ** ink.opacity) };
}

/** The radius of a node in pixels, as the pictures of the command line have it. */
export function nodeSize(style: Style, degree: number, among: number): number {
  const { smallest, largest, base, growth, crowd, shrink } = style.sizes;
  const size = Math.min(largest, Math.max(smallest, base + growth * Math.sqrt(Math.max(0, degree))));
  return size * Math.min(1, Math.pow(crowd / Math.max(1, among), shrink));
}

const darkScreen = matchMedia("(prefers-color-scheme: dark)");

export function themeNow(style: Style): Theme {
  const set = document.documentElement.dataset["theme"];
  return (set ? set === "dark" : darkScreen.matches) ? style.dark : style.light;
}

/** Call back whenever the page turns light or dark; returns what ends that. */
export function onTheme(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  darkScreen.addEventListener("change", changed);
  return () => {
    watch.disconnect();
    darkScreen.removeEventListener("change", changed);
  };
}

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function motionReduced(): boolean {
  return still.matches;
}
