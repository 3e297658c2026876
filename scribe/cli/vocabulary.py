"""`scribe vocabulary`: a therapist's own words for areas and techniques, without touching the program."""

from __future__ import annotations

import click


@click.group(
    short_help="Add your own words for areas and techniques.",
    epilog='\b\nExamples:\n  scribe vocabulary add "hammies" hamstrings\n  scribe vocabulary check',
)
def vocabulary() -> None:
    """Add your own words for areas and techniques, and check them.

    They are kept in a file of your own, vocabulary.yaml beside the settings, and hold from the next note on.
    """


@vocabulary.command(epilog='\b\nExample:\n  scribe vocabulary add "the wings" scapula --both')
@click.argument("phrase")
@click.argument("identifier")
@click.option("--both", is_flag=True, help="The words mean both sides when no side is said.")
def add(phrase: str, identifier: str, both: bool) -> None:
    """Read PHRASE as the area or technique IDENTIFIER from now on."""
    from scribe import settings
    from scribe.own_words import add_phrase

    written = add_phrase(settings.words_file(), phrase, identifier, both=both)
    click.echo(f"“{written}” is read as {identifier} from the next note on.")


@vocabulary.command("list", epilog="\b\nExample:\n  scribe vocabulary list hamstrings")
@click.argument("identifier", required=False)
def list_(identifier: str | None) -> None:
    """Print every identifier with its code or region, or all words of one IDENTIFIER."""
    from scribe import settings
    from scribe.own_words import load_with_own, phrases_of

    words = load_with_own(settings.words_file())
    if identifier:
        for phrase in phrases_of(words, identifier):
            click.echo(phrase)
        return
    for area in words.areas.values():
        click.echo(f"{area.id:<28} area, {area.region}")
    for technique in words.techniques.values():
        click.echo(f"{technique.id:<28} technique, {technique.code or 'no code'}")


@vocabulary.command(epilog="\b\nExample:\n  scribe vocabulary check")
def check() -> None:
    """Check your own words: unknown identifiers, words that are taken, misspelled keys."""
    from scribe import settings
    from scribe.own_words import load_with_own

    path = settings.words_file()
    load_with_own(path)
    click.echo(f"{path}: sound." if path.exists() else f"There are no words of your own yet: {path}")
