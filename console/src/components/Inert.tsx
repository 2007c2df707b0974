import { useState } from "react";
import { UnstyledButton } from "@mantine/core";
import classes from "./Inert.module.css";
import { clip, defang, pieces } from "./inertText";

interface InertProps {
  text: string | null | undefined;
  mono?: boolean;
  /** Characters shown before the rest is folded away. */
  limit?: number;
}

function Pieces({ text }: { text: string }) {
  return pieces(text).map((piece, index) =>
    piece.kind === "plain" ? (
      piece.text
    ) : (
      <span key={index} className={classes.mark} data-kind={piece.kind} title={`${piece.kind} character ${piece.text}`}>
        {piece.text}
      </span>
    ),
  );
}

/** One line of text that others wrote: isolated from the text around it, hidden characters named. */
export function Inert({ text, mono = false, limit = 240 }: InertProps) {
  const value = text ?? "";
  const shown = value.length > limit ? `${clip(value, limit)}…` : value;
  return (
    <bdi className={mono ? `${classes.inert} mono` : classes.inert}>
      <Pieces text={shown} />
    </bdi>
  );
}

const FOLD_AT = 4000;

/** A block of content: keeps its line breaks, defangs its links, folds when long. */
export function InertBlock({ text, mono = false }: { text: string; mono?: boolean }) {
  const [open, setOpen] = useState(false);
  const safe = defang(text);
  const folded = safe.length > FOLD_AT && !open;
  return (
    <div className={mono ? `${classes.block} mono` : classes.block} dir="auto">
      <Pieces text={folded ? clip(safe, FOLD_AT) : safe} />
      {folded && (
        <UnstyledButton className={classes.more} onClick={() => setOpen(true)}>
          … show {(safe.length - FOLD_AT).toLocaleString("en")} more characters
        </UnstyledButton>
      )}
    </div>
  );
}
