"""langnghe sandbox: the practice platform, in a process of its own (it shares no code with us)."""

import subprocess
import sys
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Everything after the name is the sandbox's own: langnghe sandbox --help."""
    try:
        return subprocess.run([sys.executable, "-m", "sandbox", *arguments], check=False).returncode
    except KeyboardInterrupt:
        return 0
