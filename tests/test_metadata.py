"""What programs read of the project says the same as the site."""

from pathlib import Path

import yaml
from mkdocs.utils.yaml import yaml_load

ROOT = Path(__file__).parents[1]


def read(name, load=yaml.safe_load):
    return load((ROOT / name).read_text(encoding="utf-8"))


def test_collections_and_who_cites_are_told_what_the_site_is_called():
    settings, told = read("mkdocs.yml", yaml_load), read("metadata.yml")
    cited = read("CITATION.cff")
    assert told["name"] == cited["title"] == settings["site_name"]
    assert told["description"].strip() == settings["site_description"].strip()
    assert told["license"] == settings["extra"]["licence"]
    assert told["inLanguage"] == [settings["theme"]["language"]]
    authors = [one["name"] for one in cited["authors"]]
    assert [one["name"] for one in told["creator"]] == authors
