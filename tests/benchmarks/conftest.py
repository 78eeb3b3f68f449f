"""`make bench` runs these as scripts, in other environments than the tests' own."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # they import each other as scripts do

collect_ignore_glob = ["linking*.py", "serving*.py"]
