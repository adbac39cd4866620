"""Assessments, slots and log files kept."""
