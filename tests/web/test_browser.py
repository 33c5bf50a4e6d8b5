"""The page in a real browser: by mouse, by keyboard, on a narrow screen, and without JavaScript."""

from __future__ import annotations

import pytest
from werkzeug.serving import make_server

from careplan.web import create_app
from tests.browser import serving
from tests.web.conftest import NOW, SHEET

pytestmark = pytest.mark.browser

@pytest.fixture
def address(settings, store):
    server = make_server("127.0.0.1", 0, create_app(settings, store=store, clock=lambda: NOW), threaded=True)
    with serving(server) as url:
        yield url


@pytest.fixture
def open_page(browser, address):
    """Open the page in a fresh window; what its console says is a failure, and so is a request elsewhere."""
    said, contexts = [], []

    def open_it(*, width=1300, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(address) else said.append(request.url))
        page.goto(address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert said == []


def test_a_click_on_a_statement_shows_how_it_was_read(open_page):
    page = open_page()
    page.get_by_role("link", name="Do not eat solid food for 8 hours").click()
    details = page.locator(".detail:visible")
    assert details.count() == 1
    shown = " ".join(details.inner_text().split())
    assert "Not to do" in shown
    assert "from 8 hours before the procedure until the procedure" in shown
    assert "must not" in shown


def test_the_keyboard_goes_from_statement_to_statement(open_page):
    page = open_page()
    first = page.locator("a.st").first
    first.focus()
    page.keyboard.press("ArrowDown")
    second = page.locator("a.st").nth(1)
    assert second.evaluate("one => one === document.activeElement")
    assert second.get_attribute("aria-current") == "true"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "detail chosen"


def test_the_tabs_follow_the_aria_pattern(open_page):
    page = open_page()
    tab = page.get_by_role("tab", name="Try it")
    tab.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    bundle = page.get_by_role("tab", name="Bundle")
    assert bundle.get_attribute("aria-selected") == "true"
    assert page.get_by_role("tabpanel").inner_text().count("resourceType") > 5
    page.keyboard.press("ArrowRight")
    assert tab.get_attribute("aria-selected") == "true"


def test_the_curl_line_is_copied(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#curl").inner_text()


def test_a_pasted_sheet_and_a_chosen_file_are_read(open_page, tmp_path):
    page = open_page()
    page.get_by_label("Text of the sheet").fill(SHEET)
    page.get_by_role("textbox", name="Patient").fill("Patient/55")
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_role("link", name="Do not drive for 24 hours.").wait_for()
    assert page.get_by_role("textbox", name="Patient").input_value() == "Patient/55"
    file = tmp_path / "sheet.txt"
    file.write_text("Do not swim for 3 days after the procedure.")
    page.get_by_label("Or a file").set_input_files(file)
    assert page.get_by_label("Text of the sheet").is_disabled()
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_role("link", name="Do not swim for 3 days after the procedure.").wait_for()


def test_another_sample_is_chosen(open_page):
    page = open_page()
    page.get_by_label("A sample").select_option("colonoscopy")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Stop taking iron tablets 5 days before the exam.").wait_for()


def test_nothing_is_cut_off_on_a_narrow_screen_and_the_details_close_again(open_page):
    page = open_page(width=400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator("#details").is_hidden()
    link = page.get_by_role("link", name="Do not eat solid food for 8 hours")
    link.click()
    assert page.locator(".detail:visible").count() == 1
    page.get_by_role("button", name="Close").click()
    assert page.locator("#details").is_hidden()
    assert link.evaluate("one => one === document.activeElement")


def test_the_page_works_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    page.get_by_role("link", name="Do not eat solid food for 8 hours").click()
    assert page.locator(".detail:visible").count() == 1
    assert page.locator("#json-bundle").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(open_page, scheme):
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for every run of text."""
    page = open_page(color_scheme=scheme)
    assert page.evaluate(LOW_CONTRAST) == []


LOW_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [x, y, z] = [r, g, b].map((v) => linear(v / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const bad = new Set();
  for (const one of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.checkVisibility() || one.closest("svg")) continue;
    const [a, b] = [light(rgba(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.add(`${one.tagName}.${one.className} ${ratio.toFixed(2)}`);
  }
  return [...bad];
}"""
