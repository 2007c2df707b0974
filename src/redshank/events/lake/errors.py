"""What can go wrong with the lake and with questions to it."""

from __future__ import annotations

from redshank.kernel.errors import Conflict, Forbidden, InvalidInput, Overloaded, Unavailable


class LakeAhead(Conflict):
    """The lake holds rows that the log never handed out: one of them was restored from another time."""

    code = "lake-ahead-of-log"
    title = "The lake is ahead of the event log"


class LakeUnreadable(Unavailable):
    """The lake's folder or one of its files can't be read or written."""

    code = "lake-unreadable"
    title = "The lake can't be read or written"


class RetentionRefused(InvalidInput):
    """The retention settings contradict each other."""

    code = "retention-contradiction"
    title = "The retention settings contradict each other"


class HoldRefused(InvalidInput):
    """A hold can't be placed or released as asked."""

    code = "hold-refused"
    title = "The hold can't be placed or released"


class QueryRefused(Forbidden):
    """The SQL does something else than read the views."""

    code = "query-refused"
    title = "Only one reading statement over the lake's views is allowed"


class QueryFailed(InvalidInput):
    """The SQL can be read and is wrong, or asks for more memory than a query may use."""

    code = "query-failed"
    title = "The query can't be answered"


class QueriesBusy(Overloaded):
    """Too many questions wait for an answer."""

    code = "queries-busy"
    title = "Too many questions at once"


class QueryTimedOut(Unavailable):
    """The query ran longer than it may."""

    code = "query-timed-out"
    title = "The query took too long"
