"""Matches an event with patterns by other programs of the same purpose; `benches/page/events.mjs` calls it."""

import json
import sys
import time

work = json.load(sys.stdin)
event, patterns = work["event"], work["patterns"]
rows = []


def measure(name, events, ask):
    """How many of the patterns match, and how many events a second are asked about, the median of five rounds; without
    the patterns that the program does not know."""
    taken = []
    for pattern in patterns:
        try:
            ask(pattern)
            taken.append(pattern)
        except Exception:  # each program has its own
            pass
    times = []
    for _ in range(6):
        begin = time.perf_counter()
        for _ in range(events):
            matches = sum(1 for pattern in taken if ask(pattern))
        times.append((time.perf_counter() - begin) / events)
    rows.append({"name": name, "matches": matches, "taken": len(taken), "rate": 1 / sorted(times[1:])[2]})


try:
    from moto.events.models import EventPattern

    compiled = {pattern: EventPattern.load(pattern) for pattern in patterns}

    def moto(parsed):
        return lambda pattern: compiled[pattern].matches_event(parsed)

    measure("moto 5.2.5 (Python)", 20, moto(json.loads(event)))
except ImportError:
    pass

try:
    import event_ruler

    def ruler(pattern):
        return event_ruler.test_event_pattern(event, pattern)

    measure("event-ruler 0.3.0 (Go, from Python)", 5, ruler)
except ImportError:
    pass

print(json.dumps(rows))
