"""A delivery on its day, for who looks at pages: packets that are ready, some of them handed over."""

import io

from PIL import Image
from playwright.sync_api import FilePayload, Page

from tests.browser.sites import run_sql
from tests.browser.steps import said
from wechoose.bench.served import Served

CODE = "deliveryday1"
DAY = f"/desk/deliveries/{CODE}/day"
PUBLIC = f"/desk/deliveries/{CODE}/public"
DELIVERED = f"/delivered/{CODE}"

HANG = f"""
insert into deliveries (code, title, status, demand_ids, cutoff, since_last, language, subject, body, closing, asked_at,
    reason, status_at, gathered_at, published_at, counts)
select '{CODE}', 'To Congress in the fall', 'ready', array[demand_id], now() - interval '3 days', false,
    'en', 'x', 'x', 'x', now() - interval '2 days', 'for the day', now(), now(), now(), jsonb_build_object('campaign',
    'We Choose', 'demands', jsonb_build_array(jsonb_build_object('demand_id', demand_id, 'slug', slug, 'title', slug,
    'goal', goal, 'states', '{{"NJ": 48210}}'::jsonb, 'districts', '{{}}'::jsonb, 'gone', '{{}}'::jsonb)))
from demands where slug = 'community-schools'
on conflict do nothing;
insert into packets (delivery_id, official_id, position, status, addressee, rows, manifest, sent_at, handed_at,
    answered_at)
select d.delivery_id, o.official_id, n, 'ready', jsonb_build_object('official_id', o.official_id, 'kind', o.kind,
    'name', o.name, 'named', jsonb_build_object('salutation', '', 'official', o.name, 'title', '',
    'state', '', 'district', '', 'constituency', ''), 'address', '[]'::jsonb, 'reach', 'state', 'state', o.state,
    'district', o.district, 'zips', '[]'::jsonb), (n * n * 37) % 12345 + 1,
    '{{"fingerprint": "4c1f 09ab 77e0 12cd 9a3b 5f60 d1e2 8b44"}}', case when n % 7 = 2 then now() end,
    case when n % 3 = 1 then now() end, case when n % 9 = 1 then now() end
from deliveries d
cross join (
    select *, row_number() over (order by kind desc, state, district) as n, imported ->> 'name' as name,
        imported ->> 'title' as title
    from officials
    where kind = 'senator' or kind = 'representative' and state in ('NJ', 'NY') and imported ->> 'name' <> ''
) o
where d.code = '{CODE}'
on conflict do nothing;
"""


def hang(site: Served) -> None:
    """Once; again it changes nothing."""
    run_sql(site, HANG)


def write_note(page: Page) -> None:
    """With a photo that everybody may see, on the page of an official who got a packet in hand."""
    page.goto(DAY)
    page.locator(".stop-out .stop-notes a").first.click()
    if page.locator(".note").count():
        return
    picture = io.BytesIO()
    Image.radial_gradient("L").resize((1200, 900)).save(picture, "JPEG")
    page.locator("#note").fill(
        "Her chief of staff took it at the door,\nand promised an answer within the week."
    )
    files: list[FilePayload] = [{"name": "day.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}]
    page.locator("#photo").set_input_files(files)
    page.locator("#public").check()
    with page.expect_navigation():
        page.get_by_role("button", name=said(page, "Keep this note")).click()
