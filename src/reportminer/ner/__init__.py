"""Our own named-entity model at run time: what a word looks like, a small network in numpy, and the spaCy component."""
