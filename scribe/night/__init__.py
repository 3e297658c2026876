"""The run over many recordings: each ends with a note or a reason, whatever happens to the machine in between.

Read in this order: `tasks.py` (what travels), `ledger.py` (what is known), `plan.py` (what is to do), `run.py` (the
loop), `worker.py` (the work, in a process of its own), `lanes.py` and `cluster.py` (where it is done). `report.py`
tells of it afterwards; `watch.py` and `schedule.py` start it.
"""
