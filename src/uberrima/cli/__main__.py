"""``python -m uberrima.cli``."""

import sys

from uberrima.cli.main import main

sys.exit(main())
