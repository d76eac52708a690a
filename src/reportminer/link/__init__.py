"""Linking: give a quantity its counted noun, time, place, change and modality."""
