import pytest

from careplan.documents import load
from tests.documents.outline import marked

SHEET = "<main><h1>Your test</h1><p>Do not eat for 6 hours before it.</p></main>"
LINKS = "<ul><li><a href=/a>Home</a></li><li><a href=/b>Find a doctor</a></li><li><a href=/c>Pay my bill</a></li></ul>"


def page(before="", after=""):
    return load(f"<!doctype html><body>{before}{SHEET}{after}</body>".encode(), media_type="text/html")


def furniture(before="", after=""):
    return marked(page(before, after), "furniture")


@pytest.mark.parametrize(
    "part",
    [
        f"<nav>{LINKS}</nav>",
        f"<div role=navigation>{LINKS}</div>",
        f"<div class='site-menu main_menu'>{LINKS}</div>",
        f"<div id=primaryNav>{LINKS}</div>",
        f"<header><a href=/>Hill Hospital</a>{LINKS}</header>",
        f"<footer>{LINKS}<p>© 2026 Hill Hospital. All rights reserved.</p></footer>",
        f"<aside><h2>Related</h2>{LINKS}</aside>",
        f"<ol class=breadcrumb>{LINKS}</ol>",
        f"<div style='display: none'>{LINKS}</div>",
        "<footer>© 2026 Hill Hospital and Clinics. All rights reserved.</footer>",
        "<a href=#content class=skip>Skip to content</a>",
        "<button>Print</button> ",
        "<select><option>English<option>Español</select>",
        "<div id=onetrust-banner-sdk><h2>Privacy</h2><p>We use cookies on this site.</p><button>Accept</button></div>",
        "<div class='cookie-notice'><p>This site stores small files on your machine, as most sites do.</p></div>",
        "<div role=search><label>Search</label> <input></div>",
    ],
)
def test_furniture_is_marked_and_keeps_its_text(part):
    text = page(after=part)
    inside = text.content.split("6 hours before it.")[1]
    assert inside.strip()
    marks = [(m.start, m.end) for m in text.marks if m.kind == "furniture"]
    bare = [at for at, c in enumerate(text.content) if c.isalpha() and at > text.content.index("before it.") + 10]
    assert all(any(a <= at < b for a, b in marks) for at in bare)
    assert "Do not eat" not in "".join(furniture(after=part))


@pytest.mark.parametrize(
    "part",
    [
        "<aside>Call 911 if you have chest pain</aside>",
        "<aside><h3>Bring</h3><ul><li>Your medicines</li><li>Your insurance card</li></ul></aside>",
        "<footer><p>If you bleed, press hard and call us at once.</p></footer>",
        "<footer><ul><li>Chest pain</li><li>Black stools</li></ul></footer>",
        "<footer><a href=tel:1>Call 555 0100</a> if you have a fever above 38 degrees or pain that grows.</footer>",
        "<header><h1>Having an endoscopy</h1></header>",
        "<header><p>How to get ready</p></header>",
        "<div class=header>Before you come</div>",
        "<div class=menu><p>Breakfast: toast. Do not eat meat.</p></div>",
        "<div class=consent-form><p>You will be asked to sign a consent form.</p></div>",
        "<div style='display:none'><p>Stop taking iron tablets seven days before.</p></div>",
        "<div hidden><ul><li>No food</li><li>No milk</li></ul></div>",
        "<nav><p>Do not eat after midnight.</p><p>Do not drink after six.</p></nav>",
        "<section class='sidebar-content'><p>No solid food after midnight tonight</p></section>",
        "<ul><li><a href=/fever>fever</a></li><li><a href=/pain>pain</a></li><li><a href=/clot>clots</a></li></ul>",
    ],
)
def test_what_tells_the_reader_something_is_never_furniture(part):
    assert furniture(after=part) == []


def test_a_page_whose_body_has_such_a_class_is_still_the_page():
    markup = "<body class='has-sidebar cookie-accepted nav-open'><article class=menu-page><p>Do not eat.</p></article>"
    assert marked(load(markup.encode(), media_type="text/html"), "furniture") == []


def test_a_cookie_wrapper_round_the_whole_page_is_no_furniture():
    assert furniture() == []
    markup = f"<div class=cookie-wall-off>{SHEET}</div>"
    assert marked(load(markup.encode(), media_type="text/html"), "furniture") == []


def test_a_table_of_contents_is_furniture_but_a_linked_list_is_not():
    contents = "<ul><li><a href=#a>Your test</a></li><li><a href=#b>After</a></li></ul>"
    text = page(
        contents, "<h2>After</h2><p>Rest.</p><ul><li><a href=#x>fever</a></li><li><a href=#y>pain</a></li></ul>"
    )
    assert marked(text, "furniture") == ["Your test", "After"]


def test_furniture_within_content_does_not_take_its_neighbours():
    text = page(after=f"<div><p>Rest after it.</p><nav>{LINKS}</nav><p>Then go home.</p></div>")
    assert marked(text, "furniture") == ["Home", "Find a doctor", "Pay my bill"]
