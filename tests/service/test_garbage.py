import subprocess
import sys

SCRIPT = """
import gc
from service.garbage import YOUNG, spare_what_stays, wait_for_the_start

wait_for_the_start()
assert not gc.isenabled()
stays = [[] for _ in range(1000)]
spare_what_stays()
assert gc.isenabled() and gc.get_threshold()[0] == YOUNG and gc.get_freeze_count() > 1000

class Knot:
    pass

before = len([one for one in gc.get_objects() if isinstance(one, Knot)])
for _ in range(3 * YOUNG):
    knot = Knot()
    knot.itself = knot
assert before == 0 and len([one for one in gc.get_objects() if isinstance(one, Knot)]) <= YOUNG
"""


def test_what_was_loaded_is_left_alone_and_knots_are_still_untied():
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
