// What chat.tsx uses of React: its types, for a compiler; there is no page here to run a component in.
export interface FormEvent {
  preventDefault(): void;
}
export interface ChangeEvent {
  readonly target: { readonly value: string };
}
export interface Ref<T> {
  current: T;
}
type Set<T> = (next: T | ((before: T) => T)) => void;

export function useState<T>(_first: T | (() => T)): [T, Set<T>] {
  throw new Error("there is no page");
}
export function useRef<T>(_first: T): Ref<T> {
  throw new Error("there is no page");
}
export function useCallback<T>(_call: T, _when: readonly unknown[]): T {
  throw new Error("there is no page");
}
export function useEffect(_effect: () => void | (() => void), _when: readonly unknown[]): void {
  throw new Error("there is no page");
}
