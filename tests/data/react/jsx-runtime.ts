// What a compiler makes of elements.
import type { ChangeEvent, FormEvent } from "react";

interface Attributes {
  readonly [name: string]: unknown;
  readonly onChange?: (event: ChangeEvent) => void;
  readonly onSubmit?: (event: FormEvent) => void;
}

export namespace JSX {
  export type Element = unknown;
  export interface ElementChildrenAttribute {
    children: unknown;
  }
  export interface IntrinsicAttributes {
    key?: string | number;
  }
  export interface IntrinsicElements {
    [name: string]: Attributes;
  }
}
export function jsx(): unknown {
  return null;
}
export const jsxs = jsx;
export const Fragment = null;
