/** The part of Next's configuration that is read and added to. */
interface Rewrite {
  source: string;
  destination: string;
}
type Rewrites = Rewrite[] | { beforeFiles?: Rewrite[]; afterFiles?: Rewrite[]; fallback?: Rewrite[] };
interface Config {
  rewrites?: () => Promise<Rewrites> | Rewrites;
}

/**
 * Adds a first-party path to next.config: requests to `path` (default "/stats") go to the collector at `host`.
 * Next passes the visitor's address on as X-Forwarded-For; tell the collector to trust this server.
 */
export function withWinnow<C extends object>(config: C, { host, path = "/stats" }: { host: string; path?: string }): C {
  const ours: Rewrite = { source: `${path}/:path*`, destination: `${host.replace(/\/+$/, "")}/:path*` };
  return {
    ...config,
    rewrites: async () => {
      const theirs = (await (config as Config).rewrites?.()) || [];
      return Array.isArray(theirs) ? [...theirs, ours] : { ...theirs, beforeFiles: [...(theirs.beforeFiles || []), ours] };
    },
  };
}
