import pytest
from mkdocs.config.base import load_config
from mkdocs.exceptions import Abort

from engine.host import address

ON_GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "ada/rnn",
}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (ON_GITHUB, "https://ada.github.io/rnn/"),
        (ON_GITHUB | {"GITHUB_SERVER_URL": "https://git.firm.example"}, ""),
        ({"CI_PAGES_URL": "https://ada.gitlab.io/rnn"}, "https://ada.gitlab.io/rnn/"),
        ({"NETLIFY": "true", "URL": "https://r.netlify.app"}, "https://r.netlify.app/"),
        ({"URL": "https://somewhere.example"}, ""),  # of anything
        (
            {"READTHEDOCS_CANONICAL_URL": "https://r.example/en/"},
            "https://r.example/en/",
        ),
        ({"CF_PAGES_URL": "https://1a2b.rnn.pages.dev"}, "https://rnn.pages.dev/"),
    ],
)
def test_hosts_tell_where_a_site_will_be(told, found, tmp_path):
    assert address.of_site(tmp_path, told) == found


def test_a_host_that_tells_half_of_it_is_no_traceback():
    workflow = {"GITHUB_ACTIONS": "true"}
    assert address.of_project(workflow) == ""
    told = workflow | {"GITHUB_REPOSITORY": "ada/rnn"}
    assert address.of_project(told) == "https://github.com/ada/rnn"


@pytest.mark.parametrize("name", [address.SITE, address.PROJECT])
@pytest.mark.parametrize("text", ["http://[::1", "example.org/rnn", "https://", "//a"])
def test_what_is_no_address_is_told_in_a_sentence(config, name, text):
    with pytest.raises(Abort, match=f"{name} is .*; expected an address, like https"):
        address.find(config, ON_GITHUB | {name: text})


def test_what_an_author_says_goes_first(config, tmp_path):
    (tmp_path / "docs/CNAME").write_text("rnn.example\n")
    said = {
        address.SITE: "https://a.example/rnn",
        address.PROJECT: "https://b.example/",
    }
    address.find(config, ON_GITHUB | said)
    found = config.site_url, config.repo_url
    assert found == ("https://a.example/rnn/", "https://b.example")


def test_a_domain_of_ones_own_goes_first(tmp_path):
    (tmp_path / "CNAME").write_text("rnn.example\n")
    assert address.of_site(tmp_path, ON_GITHUB) == "https://rnn.example/"


@pytest.fixture
def config(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: A site\n")
    return load_config(str(tmp_path / "mkdocs.yml"))


def test_what_settings_leave_open_is_found(config):
    address.find(config, ON_GITHUB)
    assert config.site_url == "https://ada.github.io/rnn/"
    assert (config.repo_url, config.repo_name) == (
        "https://github.com/ada/rnn",
        "GitHub",
    )


def test_what_settings_say_stays(config):
    config.site_url, config.repo_url = "https://a.example/", "https://b.example/"
    address.find(config, ON_GITHUB)
    assert config.site_url == "https://a.example/"
    assert (config.repo_url, config.repo_name) == ("https://b.example/", None)


def test_without_a_host_nothing_is_made_up(config):
    address.find(config, {})
    assert not any((config.site_url, config.repo_url, config.repo_name))
