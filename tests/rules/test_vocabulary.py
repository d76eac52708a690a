"""The word pass over a text, and the one over a text that differs from it in places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportminer.rules.citewrap import join
from reportminer.rules.vocabulary import hits, hits_near

_TORN = st.lists(
    st.sampled_from(
        ["Gesetz über die Beteili-\ngung", "§ 5 des Sozialgesetz-\nbuches", "am 3. März", "Ver-\nordnung (EU) Nr. 1/2019", "zwölf", "\n", "."]
    ),
    max_size=12,
).map(" ".join)


@given(text=_TORN)
def test_hits_beside_torn_words_are_those_of_the_whole_joined_text(text: str) -> None:
    joined = join(text)
    assert hits_near(joined.text, "de", hits(text, "de"), joined.windows()) == hits(joined.text, "de")
