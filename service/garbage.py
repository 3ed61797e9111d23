"""When Python looks for garbage: seldom, and not among what was loaded to stay.

An answer is some 200 small objects that reference counting frees by itself. At Python's own threshold (700) the
collector ran 60 times for 1,000 answers and now and then walked over all of the bundle, for a tenth of a second.
"""

import gc

YOUNG = 20_000  # objects more made than freed, between two looks at the young ones
RARELY = 50  # looks at one age before the next one


def wait_for_the_start() -> None:
    """Call before what is loaded at the start: hardly any of it is garbage, and looking for it takes time."""
    gc.disable()


def spare_what_stays() -> None:
    """Call once what is loaded at the start is there.

    A bundle that takes its place later is not set aside, as requests of the moment would be too, for ever: it is some
    3,400 objects that the collector knows of, at which it looks for a millisecond, and rarely.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, RARELY, RARELY)
