"""The comparison (`make bench`) and the growth (`make bench-growth`); ../README.md says how they measure."""
