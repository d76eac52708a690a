"""EML: the text of one message; attachments are named as problems, not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import PureWindowsPath

from reportminer.ingest.encodings import Decoded, decode
from reportminer.ingest.html import HtmlReader
from reportminer.ingest.raw import Limits, Paragraph, RawDocument, Unreadable, warning
from reportminer.types import Problem


class EmlReader:
    """Mail messages."""

    format = "eml"
    suffixes: tuple[str, ...] = (".eml",)
    is_text = True

    def sniff(self, data: bytes) -> bool:
        """Never: a header looks like any text."""
        return False

    def read(self, data: bytes, limits: Limits) -> RawDocument:
        """Read the plain body, or the HTML body where there is no plain one."""
        message = message_from_bytes(data, policy=policy.default)
        if not isinstance(message, EmailMessage) or not message.keys():
            raise Unreadable("broken_file", "The file has no mail header.")
        body = message.get_body(("plain", "html"))
        raw = _body(body, limits) if isinstance(body, EmailMessage) else RawDocument(self.format)
        return RawDocument(
            self.format,
            raw.blocks,
            encoding=raw.encoding,
            title=_header(message, "Subject"),
            published=_sent(message),
            repairs=raw.repairs,
            problems=(*raw.problems, *_attachments(message)),
        )


def _body(body: EmailMessage, limits: Limits) -> RawDocument:
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = body.get_content_charset("")
    if body.get_content_subtype() == "html":
        return HtmlReader().read(data, limits, charset)
    decoded = decode(data, charset)
    return _plain(decoded)


def _plain(decoded: Decoded) -> RawDocument:
    return RawDocument(
        "eml",
        (Paragraph(decoded.text),),
        encoding=decoded.encoding,
        repairs=decoded.repairs,
        problems=decoded.problems,
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):  # the stdlib parser stumbles over some broken headers
        return ""


def _sent(message: EmailMessage) -> date | None:
    try:
        sent = message["Date"].datetime
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return sent.date() if sent else None


def _attachments(message: EmailMessage) -> Iterator[Problem]:
    for part in message.iter_attachments() if message.is_multipart() else ():
        name = PureWindowsPath(part.get_filename() or part.get_content_type().replace("/", ".")).name
        yield warning("attachment_skipped", f"The attachment {name} is not read; save it beside the message.")
