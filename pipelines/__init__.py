"""How and when it runs: definitions, jobs, schedules, sensors, settings, the command line and the demonstration.

Not here: any rule about data.
"""
