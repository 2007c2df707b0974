import { useEffect, useMemo, useRef } from "react";
import { pieces } from "./inertText";
import { tokenLines } from "./sml";
import classes from "./SmlSource.module.css";

interface SmlSourceProps {
  source: string;
  /** 1-based, inclusive: the lines that the page is about. */
  from?: number;
  to?: number;
  label: string;
}

function TokenText({ text }: { text: string }) {
  return pieces(text).map((piece, index) =>
    piece.kind === "plain" ? piece.text : <mark key={index} className={classes.hidden} title={`${piece.kind} character`}>{piece.text}</mark>,
  );
}

/** Rule source with line numbers, read only. A character that hides or reorders is named: rules are reviewed here. */
export function SmlSource({ source, from, to, label }: SmlSourceProps) {
  const lines = useMemo(() => tokenLines(source), [source]);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const marked = frame.current?.querySelector<HTMLElement>("[data-marked]");
    if (frame.current && marked) frame.current.scrollTop = Math.max(0, marked.offsetTop - 60);
  }, [source, from]);
  return (
    <div ref={frame} className={classes.source} tabIndex={0} role="region" aria-label={label}>
      <code>
        {lines.map((tokens, index) => {
          const number = index + 1;
          const marked = from !== undefined && number >= from && number <= (to ?? from);
          return (
            <span key={number} className={classes.line} data-marked={marked || undefined}>
              <span className={classes.number} aria-hidden="true">{number}</span>
              <span className={classes.text}>
                {tokens.map((token, at) => (
                  <span key={at} data-kind={token.kind}><TokenText text={token.text} /></span>
                ))}
                {tokens.length === 0 && " "}
              </span>
            </span>
          );
        })}
      </code>
    </div>
  );
}
