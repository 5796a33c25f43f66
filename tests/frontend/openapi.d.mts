export const openapi: {
  paths: Record<string, unknown>;
  components: {
    schemas: Record<
      string,
      { required?: string[]; properties?: Record<string, { type?: string | string[] }> }
    >;
  };
};
export function faults(path: string, body: unknown): string;
export function schema_faults(name: string, body: unknown): string;
