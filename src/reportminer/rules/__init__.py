"""Rules: matches of the packs' patterns become values; nothing here knows formats, spaCy or tables."""
