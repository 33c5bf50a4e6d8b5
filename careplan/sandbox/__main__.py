"""`python -m careplan.sandbox [PORT]`."""

import sys

from careplan.sandbox.run import PORT, run

run(port=int(sys.argv[1]) if len(sys.argv) > 1 else PORT)
