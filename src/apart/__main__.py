"""`python -m apart` is the command `apart`."""

from apart.cli import main

main()
