"""What every room stands on: text, time, sealing, faults, doors.

It imports nothing of ours and knows nothing of surveys.
"""
