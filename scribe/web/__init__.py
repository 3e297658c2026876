"""The review page: notes in the browser of this computer, to correct and to file.

Read in this order: guard.py (who may speak to it), app.py (the routes), pages.py (what is shown and done), actions.py
(what a field or a click means), listing.py and sheet.py (what the list and a note show), then transcript.py,
bodymap.py, chart.py and sound.py, each for one part of a note. What it looks like is in `templates/review/`. Every
asset is the package's own; nothing comes from the net.
"""

from scribe.web.app import make_app
from scribe.web.listing import Lister
from scribe.web.pages import Pages
from scribe.web.serve import listen, serve
from scribe.web.sound import Recordings

__all__ = ["Lister", "Pages", "Recordings", "listen", "make_app", "serve"]
