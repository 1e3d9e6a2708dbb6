"""Where the site will be published, and where its project lives, if a host tells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.base import ValidationError
from mkdocs.config.config_options import URL, RepoName
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

SITE, PROJECT = "SITE_URL", "REPO_URL"  # where an author says it
OWN_DOMAIN = "CNAME"  # in `docs`, as GitHub Pages wants it beside the published pages


def find(config: MkDocsConfig, told: Mapping[str, str]) -> None:
    """Set both addresses where the settings leave them open.

    Raises:
        Abort: If what is told is no address.
    """
    config.site_url = config.site_url or of_site(Path(config.docs_dir), told)
    if not config.repo_url and (found := of_project(told)):
        config.repo_url = found
        RepoName("repo_url").post_validation(config, "repo_name")


def of_site(docs: Path, told: Mapping[str, str]) -> str:
    """Find the address under which a host will serve what is built on it.

    Args:
        docs: Its file `CNAME` names a domain of one's own.
        told: The environment's variables.

    Raises:
        Abort: If what is told is no address.

    Examples:
        >>> docs, github = Path("none"), {"GITHUB_SERVER_URL": "https://github.com"}
        >>> of_site(docs, github | {"GITHUB_REPOSITORY": "Ada/rnn"})
        'https://ada.github.io/rnn/'
        >>> of_site(docs, github | {"GITHUB_REPOSITORY": "Ada/ada.github.io"})
        'https://ada.github.io/'
        >>> of_site(docs, {"CF_PAGES_URL": "https://1a2b3c.rnn.pages.dev"})
        'https://rnn.pages.dev/'
        >>> of_site(docs, {})
        ''
    """
    if said := _said(SITE, told):
        return said
    if domain := _own_domain(docs / OWN_DOMAIN):
        return f"https://{domain}/"
    named = [
        told.get("CI_PAGES_URL"),  # GitLab
        told.get("READTHEDOCS_CANONICAL_URL"),
        told.get("URL") if told.get("NETLIFY") == "true" else "",
        _on_cloudflare(told.get("CF_PAGES_URL", "")),
        _on_github(told),
    ]
    return next((f"{address.rstrip('/')}/" for address in named if address), "")


def of_project(told: Mapping[str, str]) -> str:
    """Find the address of the repository that a host builds.

    Raises:
        Abort: If what is told is no address.

    Examples:
        >>> of_project({"CI_PROJECT_URL": "https://gitlab.com/ada/rnn"})
        'https://gitlab.com/ada/rnn'
        >>> of_project({})
        ''
    """
    if said := _said(PROJECT, told):
        return said.rstrip("/")
    repository = told.get("GITHUB_REPOSITORY")
    if repository and told.get("GITHUB_ACTIONS") == "true":
        return f"{told.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
    return told.get("CI_PROJECT_URL", "")


def _said(name: str, told: Mapping[str, str]) -> str:
    """Read an address that an author says, as MkDocs reads those of its settings."""
    text = told.get(name, "").strip()
    try:
        return URL(is_dir=True).run_validation(text)
    except (ValidationError, ValueError):
        raise Abort(
            f"{name} is {text!r}; expected an address, like https://ada.github.io/rnn/."
        ) from None


def _own_domain(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _on_cloudflare(address: str) -> str:
    """Leave the first part of its name out: that is of this one build."""
    _, _, host = (urlsplit(address).hostname or "").partition(".")
    return host and f"https://{host}"


def _on_github(told: Mapping[str, str]) -> str:
    if told.get("GITHUB_SERVER_URL") != "https://github.com":  # or one of a company's
        return ""
    owner, _, name = told.get("GITHUB_REPOSITORY", "").partition("/")
    host = f"{owner}.github.io".lower()
    return f"https://{host}" if name.lower() == host else f"https://{host}/{name}"
