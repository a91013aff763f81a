"""`python -m wechoose` is the command line."""

from wechoose.cli import main

if __name__ == "__main__":
    main()
