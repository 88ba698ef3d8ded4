"""What the container runs: Clean Rooms ML gives it the argument "train" or "serve"."""
import sys

import serve
import train

if __name__ == "__main__":
    commands = {"train": train.main, "serve": serve.main}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("usage: program.py train | serve")
    commands[sys.argv[1]]()
