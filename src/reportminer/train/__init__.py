"""Training and scoring of our own NER models: CoNLL files in, a spaCy pipeline with its scores and its card out.

Nothing here is imported when documents are mined.
"""
