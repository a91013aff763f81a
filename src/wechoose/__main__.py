"""`python -m wechoose` is the command line."""

from wechoose.cli import main

main()
