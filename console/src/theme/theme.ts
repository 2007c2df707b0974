import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const tide: MantineColorsTuple = [
  "#e6f3f4", "#cfe5e7", "#a3cdd1", "#74b3ba", "#4a9ba4", "#2a8792", "#14757f", "#0e626d", "#0a515a", "#064048",
];
const shank: MantineColorsTuple = [
  "#fdeee8", "#f9d8cb", "#f3b39a", "#ee8c66", "#e96b3d", "#e05a2a", "#d74c1f", "#c8401a", "#a93415", "#8a2910",
];
const rose: MantineColorsTuple = [
  "#fbe9ec", "#f5d0d6", "#e9a1ad", "#dd7083", "#d34a61", "#c6334d", "#b92741", "#ac2039", "#911a30", "#771427",
];
/** Mantine reads `dark` for its dark surfaces; ours is blue-green water, not neutral grey. */
const dark: MantineColorsTuple = [
  "#e4eae8", "#b0bcbc", "#8d9b9c", "#5c6c6f", "#3a4b4f", "#263437", "#1c282b", "#162022", "#0f1618", "#0b1113",
];

export const theme = createTheme({
  fontFamily: "var(--rs-font)",
  fontFamilyMonospace: "var(--rs-mono)",
  fontSizes: { xs: "0.857rem", sm: "0.9rem", md: "1rem", lg: "1.14rem", xl: "1.43rem" },
  headings: { fontFamily: "var(--rs-font)", fontWeight: "600" },
  colors: { tide, shank, rose, dark },
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: "md",
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "14px" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "xs" } },
    Textarea: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "xs", comboboxProps: { shadow: "md" } } },
    MultiSelect: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, multiline: true } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } } },
    Menu: { defaultProps: { shadow: "md", withinPortal: true } },
  },
});

/** Ties Mantine's own variables to the tokens, so both kinds of component share one palette. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--rs-surface)",
    "--mantine-color-text": "var(--rs-text)",
    "--mantine-color-dimmed": "var(--rs-text-3)",
    "--mantine-color-placeholder": "var(--rs-text-3)",
    "--mantine-color-default": "var(--rs-raised)",
    "--mantine-color-default-hover": "var(--rs-hover)",
    "--mantine-color-default-border": "var(--rs-line-strong)",
    "--mantine-color-anchor": "var(--rs-tide)",
    "--mantine-color-error": "var(--rs-block)",
  };
  return { variables: {}, light: shared, dark: shared };
};
