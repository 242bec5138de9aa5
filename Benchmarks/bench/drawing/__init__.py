"""Pictures as SVG, written by hand: bars and curves."""
