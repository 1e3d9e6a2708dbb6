"""Archives that browsers unpack: the same files give the same bytes."""

from __future__ import annotations

import io
import zipfile

_OLDEST = (1980, 1, 1, 0, 0, 0)


def packed(files: dict[str, bytes]) -> bytes:
    """Pack files by their names, without the time.

    Examples:
        >>> packed({"b": b"1", "a": b"2"}) == packed({"a": b"2", "b": b"1"})
        True
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _OLDEST)
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return content.getvalue()
