"""Speed that is promised, measured: `make bench`."""
