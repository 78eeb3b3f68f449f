"""`make bench` runs these as scripts, in other environments than the tests' own."""

collect_ignore = ["bench.py", "contender.py", "engines.py", "questions.py", "report.py"]
collect_ignore_glob = ["linking*.py", "serving*.py"]
