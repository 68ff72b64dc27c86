"""`make bench`: every promise about speed, measured, with the machine that it was measured on."""

import os
import platform
import sys

from rich.console import Console

from benchmarks import build, lighthouse, linear, throughput, verify

console = Console()
console.print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} CPUs")
verify.main(console)
build.main()
linear.main(console)
throughput.main(console)
sys.exit(bool(lighthouse.main(console)))
