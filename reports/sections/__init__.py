"""The sections that reports are composed of, one module per subject.

Here: a picture of the week in, a Section out; every sentence and every number of that section.
Not here: the order of sections in a report (lagesbild), looks, computations that a mart should hold.
"""
