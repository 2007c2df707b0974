import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { queries } from "@/api/queries";
import type { JudgedRow, LiveSummary } from "@/api/types";

/** `stream`: ticks arrive by themselves. `polling`: the stream is cut, the summary is asked for instead. */
export type Link = "connecting" | "stream" | "polling";

const KEPT_ROWS = 300;
const POLL_MS = 3_000;
const RECONNECT_MS = 10_000;
const FLUSH_MS = 400;
/** Without a word for this long, what is on the page is called stale. */
export const STALE_MS = 8_000;

export interface LiveStream {
  summary: LiveSummary | undefined;
  error: unknown;
  link: Link;
  heardAt: number;
  rows: JudgedRow[];
  /** Rows that arrived while the flow is paused. */
  held: number;
}

/** The live page's data: server-sent events, with polling while they fail and another try every ten seconds. */
export function useLiveStream(windowSeconds: number, paused: boolean): LiveStream {
  const client = useQueryClient();
  const [link, setLink] = useState<Link>("connecting");
  const [heardAt, setHeardAt] = useState(() => Date.now());
  const [rows, setRows] = useState<JudgedRow[]>([]);
  const [held, setHeld] = useState(0);
  const arrived = useRef<JudgedRow[]>([]);
  const isPaused = useRef(paused);
  isPaused.current = paused;

  const options = queries.live(windowSeconds);
  const summary = useQuery({ ...options, refetchInterval: link === "stream" ? false : POLL_MS });
  useEffect(() => {
    if (summary.dataUpdatedAt > 0) setHeardAt(summary.dataUpdatedAt);
  }, [summary.dataUpdatedAt]);

  useEffect(() => {
    let source: EventSource | null = null;
    let retry = 0;
    const connect = () => {
      source = new EventSource(`/v1/live/stream?window=${windowSeconds}`);
      source.addEventListener("tick", (event) => {
        setLink("stream");
        setHeardAt(Date.now());
        client.setQueryData(queries.live(windowSeconds).queryKey, JSON.parse(event.data) as LiveSummary);
      });
      source.addEventListener("judged", (event) => {
        const sample = JSON.parse(event.data) as JudgedRow | JudgedRow[];
        arrived.current = arrived.current.concat(sample).slice(-KEPT_ROWS);
      });
      source.onerror = () => {
        setLink("polling");
        // The browser retries a dropped connection itself; a refused one it gives up on.
        if (source?.readyState === EventSource.CLOSED) {
          window.clearTimeout(retry);
          retry = window.setTimeout(connect, RECONNECT_MS);
        }
      };
    };
    connect();
    const flush = window.setInterval(() => {
      if (isPaused.current) {
        setHeld(arrived.current.length);
        return;
      }
      if (arrived.current.length === 0) return;
      const fresh = arrived.current.reverse();
      arrived.current = [];
      setHeld(0);
      setRows((old) => unique([...fresh, ...old]).slice(0, KEPT_ROWS));
    }, FLUSH_MS);
    return () => {
      source?.close();
      window.clearTimeout(retry);
      window.clearInterval(flush);
    };
  }, [client, windowSeconds]);

  return { summary: summary.data, error: summary.error, link, heardAt, rows, held: paused ? held : 0 };
}

function unique(rows: JudgedRow[]): JudgedRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.event_id) && seen.add(row.event_id));
}
