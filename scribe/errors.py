"""What can go wrong in the machine. What is doubtful in the speech is a `Flag`, never an exception.

    ScribeError                   one sentence for the user, exit code 1
      InputError                  this recording or text cannot be used
        AudioError  TextError
          NothingHeard                no speech is in it
      SetupError                  this installation is not ready; says which command mends it
        SpeechModelMissing  SpeechModelDamaged  SettingsError
      DataError                   a file in models/ or templates/ is wrong: file, entry, sentence
        VocabularyError  BillingDataError  TemplateError
      SpeechError                 the speech engine failed
      OutputError                 a note could not be written
      ExportError                 a note cannot leave in this form
      StoreError                  the store of notes cannot be used, or refuses
        StoreConflict             somebody else changed the note in between
      RevisionError               an edit of a note that cannot be made
      LedgerError                 the ledger of the recordings could not be read or written
      ClusterError                the machines of a cluster cannot be used

Messages say what happened, where, and what to do next. They never quote a dictation.
"""


class ScribeError(Exception):
    """Anything that the user should read as one sentence, without a traceback."""

    exit_code = 1


class InputError(ScribeError):
    """A recording or a text that cannot be used."""


class AudioError(InputError):
    pass


class NothingHeard(AudioError):
    """No speech is in a recording, or in a part of it."""


class TextError(InputError):
    pass


class SetupError(ScribeError):
    """The installation is not ready."""


class SpeechModelMissing(SetupError):
    pass


class SpeechModelDamaged(SetupError):
    pass


class SettingsError(SetupError):
    pass


class DataError(ScribeError):
    """A file of words, rules or templates is wrong."""


class VocabularyError(DataError):
    pass


class BillingDataError(DataError):
    pass


class TemplateError(DataError):
    pass


class SpeechError(ScribeError):
    """The speech engine failed on a recording."""


class OutputError(ScribeError):
    """A note could not be written."""


class ExportError(ScribeError):
    """A note cannot leave in the form that was asked for."""


class StoreError(ScribeError):
    """The store of notes cannot be used, or refuses what would change a filed note."""


class StoreConflict(StoreError):
    """The note was changed in between: what was to be saved stands on an older version."""


class RevisionError(ScribeError):
    """An edit that a note cannot take."""


class LedgerError(ScribeError):
    """The ledger could not be read or written."""


class ClusterError(ScribeError):
    """The machines of a cluster cannot be used."""
