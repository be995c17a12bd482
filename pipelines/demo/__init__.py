"""The demonstration: an invented country that delivers, and a clean inbox for measuring.

Belongs here: inventing units, queues, beds and cases, and writing them in 21 invented formats. Does not belong here:
anything about a real region, and anything that a real delivery goes through.
"""

from pipelines.demo.benchmark import write_benchmark_inbox
from pipelines.demo.inbox import write_demo
from pipelines.demo.summary import DemoSummary, RegionStory
from pipelines.demo.waiting import demo_waiting_rows

__all__ = ["DemoSummary", "RegionStory", "demo_waiting_rows", "write_benchmark_inbox", "write_demo"]
