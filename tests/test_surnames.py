"""People's names stay as heard, however much they sound like a muscle or a technique."""

import pytest
from conftest import heard

from scribe.hearing import Hearing
from scribe.vocabulary import load_vocabulary

SURNAMES = """
Abbott Achterberg Adduci Alford Amundsen Anconi Andersen Arbuckle Armbruster Armstrong Ashcroft Backus Baker Balmer
Bandy Barnes Beckham Bicek Bisset Blackthorne Bonekamp Bowen Bracchi Brachmann Bryce Bryson Calder Calhoun Calvert
Carfi Carpel Carver Castellanos Cervantes Cervelli Chinn Clavell Cocks Coley Colfax Cosgrove Crane Cranston Cuff Cuffe
Cupp Cupples Cupps Delgado Deloit Deltano Delton Deltoni Dorsey Dorsi Effler Efron Elbaum Eriksen Fascio Fassett Femia
Femory Fisher Flexner Foote Fricks Frickson Gasparini Gastrow Glaser Gleason Gluteck Glutz Gracie Graston Greenhaus
Hamill Hammond Hampstead Hamstra Handley Hipp Hipps Hipwell Iliana Iliev Ilyas Isaksen Jawerski Jaworski Joynt Kafka
Karver Kinnisio Kinsey Knecht Kneece Kneeland Kopecky Latimer Latta Lattimore Lattner Legg Leggett Levatino Linfatti
Lombardi Lumbard Lumbers Mandel Massetti Massey Masterson Medias Minnick Minor Myers Neckar Neckles Niel Oblinger
Okafor Palmer Peck Peckham Pecora Pectol Pell Pelvin Perone Peroni Petersen Petrasich Petrie Petrissa Pettersson Piers
Piriz Plante Poples Pronovost Psomas Quade Quadri Quadros Quatsch Ramboyd Raminez Rebek Reddick Rolf Rolfe Rombauer
Romboy Sachs Sakrowski Salas Salinas Sartori Scalia Scalise Scally Scalzi Scarpelli Scully Shinn Sigurdson Sinew
Skalenka Soles Soleski Solez Solis Sorensen Sowas Spinelli Suboski Swede Swenson Taporek Tapper Temple Tenney Teres
Tero Terrace Terrell Thayer Thighpen Thoraxson Tibbets Toews Tracy Traktman Trapani Trapezano Trapp Trappani Trappe
Ulman Vastine Wriston
""".split()

FRAMES = [
    "{} came in with a sore low back, petrissage ten minutes.",
    "Swedish massage. {} is tight in both shoulders.",
    "Massage of the neck. {} in for massage of the left hip.",
    "{}, hour session, massage of the left hip.",
    "{}'s left calf is tight, massage twenty minutes.",
    "Sixty minutes with Mrs. {}, massage to the neck.",
    "Doctor {} sent him for massage of the low back.",
    "Patient {} had massage on the left calf.",
]


@pytest.fixture(scope="module")
def hearing():
    return Hearing(load_vocabulary())


@pytest.mark.parametrize("frame", FRAMES)
def test_no_surname_becomes_a_word_of_the_trade(hearing, frame):
    assert len(set(SURNAMES)) >= 200
    texts = [frame.format(name) for name in SURNAMES]
    assert [hearing.correct(heard(text)).text for text in texts] == texts
