"""Reading a reply: what a citizen typed, against the question that is open. Pure functions.

It guesses nothing: a reply is read only when every word of it is accounted for; all else is
UNCLEAR, and the bot asks again with buttons. No model, no network, no clock, no state.

The steps, in order:
 1. exact: a label, a tap or a displayed number, as it stands (labels.py)
 2. one form: NFC, NFKC, lower case, digits, keycaps, stars, faces (normalise.py)
 3. word by word: short forms, Telex/VNI/VIQR, one slip, lost spaces (spelling.py, keyboards.py),
    compared with marks where they were typed and without where they were not (marks.py)
 4. labels again, in the forms of step 3 (labels.py)
 5. commands: stop, erase, back, help, skip, … before any value (commands.py)
 6. the value: scale.py (on judging.py), yesno.py, choice.py, listing.py, ranking.py, numbers.py,
    clock_time.py, values.py, addresses.py (a mail address alone comes before step 3: it has no
    words)
 7. a label that is one slip away (labels.py)
 8. a complaint, which is kept as words and never becomes a value (complaint.py)
 9. beside any of these: an accusation or distress, which an officer must read (grievance.py)

The words stand in words/*.tsv; to teach it a word, add it to the line of its role. Idioms, whose
words do not add up, are listed apart (words/idioms.tsv). Templates, which stand for many phrases,
are matched by patterns.py.
"""

from dataclasses import replace

from bot.understand.addresses import email
from bot.understand.choice import choice, multi
from bot.understand.clock_time import clock_time
from bot.understand.commands import WHOLE, command
from bot.understand.complaint import complains
from bot.understand.grievance import grievance
from bot.understand.labels import Board, board
from bot.understand.listing import agreed, several
from bot.understand.marks import Syllable
from bot.understand.normalise import plain
from bot.understand.numbers import number
from bot.understand.ranking import ranking
from bot.understand.reading import UNCLEAR, Certainty, Command, Context, Grievance, Reading
from bot.understand.tables import Tables, tables
from bot.understand.values import day, phone
from bot.understand.yesno import yes_no

__all__ = ["question_named", "read", "read_with"]


def read(text: str, context: Context) -> Reading:
    """What `text` means as a reply in `context`. Never raises; 2,000 characters are read."""
    return read_with(tables(), text, context)


def question_named(text: str) -> int | None:
    """The one number in words that name a question, such as “sửa câu 3”; “câu đầu” is 1."""
    known = tables()
    hits = known.choosing.scan(known.words(plain(text)))
    digits = [word.full for hit in hits for word in hit.words if word.full.isdecimal()]
    named = {*digits, *(hit.role.removeprefix("nth") for hit in hits)}
    numbers = {int(number) for number in named if number.isdecimal()}
    return numbers.pop() if len(numbers) == 1 else None


def read_with(known: Tables, text: str, context: Context) -> Reading:
    """`read` with other tables than all of them; the judge leaves idioms out."""
    compiled = board(context, known)
    reading = compiled.exact.get(text)
    if reading is not None:
        return reading
    typed = plain(text)
    reading = compiled.exact.get(typed)
    if reading is None and typed in WHOLE:
        reading = Reading(Certainty.SURE, WHOLE[typed])
    if reading is not None:
        return reading
    if context.kind == "email" and (reading := email(typed)).value is not None:
        return reading
    words = known.words(typed)
    if not words:
        return UNCLEAR
    reading = _read(words, typed, compiled, context, known)
    told = grievance(words, known)
    return reading if told is None else _with_grievance(reading, told)


def _read(
    words: tuple[Syllable, ...], typed: str, compiled: Board, context: Context, known: Tables
) -> Reading:
    asks = typed.endswith("?")
    reading = None if asks else compiled.label(words)
    if reading is None:
        reading = command(words, known)
    if reading is None:
        reading = _value(words, typed, compiled, context, known)
    if (
        reading is not None
        and reading.certainty is not Certainty.UNCLEAR
        and reading.value is not None
    ):
        return reading
    slipped = None if asks or reading not in (None, UNCLEAR) else compiled.slip(words)
    return slipped or _with_complaint(reading or UNCLEAR, words, known)


def _value(
    words: tuple[Syllable, ...], typed: str, compiled: Board, context: Context, known: Tables
) -> Reading:
    match context.kind:
        case "scale":
            return compiled.scale.read(words) if compiled.scale else UNCLEAR
        case "yes_no":
            return yes_no(words, known)
        case "choice":
            return choice(words, context, known)
        case "multi":
            return agreed(multi(words, context, known), several(typed, context, compiled, known))
        case "ranking":
            return ranking(words, typed, context, compiled, known)
        case "number":
            return number(typed, context, known)
        case "date":
            return day(typed)
        case "time":
            return clock_time(typed, known)
        case "phone":
            return phone(typed)
        case "email":
            return email(typed)
        case "text":
            return _free(words, known)


def _free(words: tuple[Syllable, ...], known: Tables) -> Reading:
    """Free words are kept as they are; a bare "no" to "anything else?" passes the question over."""
    nothing = yes_no(words, known).value == "no"
    return Reading(Certainty.SURE, Command.SKIP if nothing else None)


def _with_complaint(reading: Reading, words: tuple[Syllable, ...], known: Tables) -> Reading:
    found = complains(words, known)
    if found is None:
        return reading
    sure_of_it = found is Certainty.SURE or reading.certainty is Certainty.SURE
    certainty = Certainty.SURE if sure_of_it and not reading.invalid else reading.certainty
    return Reading(certainty, reading.command, reading.value, True, reading.invalid)


def _with_grievance(reading: Reading, told: Grievance) -> Reading:
    if told is Grievance.ACCUSATION and reading.value is None and reading.command is None:
        return replace(reading, certainty=Certainty.SURE, complaint=True, grievance=told)
    return replace(reading, grievance=told)
