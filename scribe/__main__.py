"""`python -m scribe`."""

from scribe.cli import main

if __name__ == "__main__":
    main()
