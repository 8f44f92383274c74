"""What lower packages tell the packages above them. The factory imports every receiver once.

Each signal is sent with the SQLAlchemy session as ``session=`` inside the transaction of the change.
"""

from typing import Any

from blinker import NamedSignal, Namespace

_signals = Namespace()


class _Ordered(dict[Any, None]):
    """As much of a set as blinker asks for, in the order of adding."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)

    def copy(self) -> "_Ordered":
        return _Ordered(self)


class _InOrder(NamedSignal):
    """Its receivers run in the order in which the factory imports them: lower packages first."""

    set_class = _Ordered  # type: ignore[assignment]


#: ``registration=``: a place was given, the person may come.
registration_accepted = _signals.signal("registration-accepted")
#: ``registration=``: received and unconfirmed; the person must confirm the address.
registration_submitted = _signals.signal("registration-submitted")
#: ``registration=``: sent once more, by somebody who has not proven the address; its reader alone is to know.
registration_repeated = _signals.signal("registration-repeated")
#: ``registration=``: the address is proven, and an organizer decides.
registration_received = _signals.signal("registration-received")
#: ``registration=``, ``before=``: any change of state.
registration_state_changed = _signals.signal("registration-state-changed")
#: ``registration=``: person, organisation or category was edited.
registration_edited = _signals.signal("registration-edited")
#: ``user_id=``, ``at=``: a user was signed out, in one browser or everywhere.
signed_out = _signals.signal("signed-out")
#: ``keys=``: who these registrations were of is erased; upper packages erase what they hold of it.
registrations_erased = _signals.signal("registrations-erased")
#: ``event=``, ``source=``: an edition was cloned; upper packages copy what is theirs.
event_cloned = _InOrder("event-cloned")
#: ``event=``, ``shift=``: an event was moved by days or to another zone; what hangs on its calendar moves along.
event_shifted = _InOrder("event-shifted")
#: ``event=``, ``changes=``: entries that tell the public of a change of dates, place or state.
event_changed = _signals.signal("event-changed")
