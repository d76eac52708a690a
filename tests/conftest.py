"""Settings for all tests: no clocks in property tests, the machines are shared."""

from hypothesis import settings

settings.register_profile("reportminer", deadline=None)
settings.load_profile("reportminer")
