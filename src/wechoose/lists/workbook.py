"""The workbook around the rows: the fixed parts of an XLSX file (ECMA-376, SpreadsheetML)."""

from collections.abc import Iterator, Sequence

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# Styles of cells, by their place in STYLES. A cell marked as text stays one when somebody edits it.
TEXT, DAY, TITLE = 1, 2, 3
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

SHEET_ENDS = (
    "</sheetData>"
    # Excel would mark every ZIP code as a number that was typed as text.
    '<ignoredErrors><ignoredError sqref="A1:Z1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>'
)


def sheet_begins(widths: Sequence[int]) -> str:
    """Up to the rows; the first of them stays in sight."""
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def sheet_part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def first_part() -> tuple[str, str]:
    """By its name programs tell a workbook from another archive."""
    workbook = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return "_rels/.rels", _relationships(workbook)


def last_parts(sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What can be written once it is known which sheets there are: names and texts."""
    numbers = range(1, len(sheets) + 1)
    names = "".join(
        f'<sheet name="{name}" sheetId="{it}" r:id="rId{it}"/>'
        for it, name in zip(numbers, sheets, strict=True)
    )
    targets = "".join(
        f'<Relationship Id="rId{it}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{it}.xml"/>'
        for it in numbers
    )
    styles = f'<Relationship Id="rId{len(sheets) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
    kinds = "".join(_kind(f"/{sheet_part(it)}", "worksheet") for it in numbers)
    yield "xl/styles.xml", STYLES
    yield "xl/_rels/workbook.xml.rels", _relationships(targets + styles)
    yield (
        "xl/workbook.xml",
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
    )
    yield (
        "[Content_Types].xml",
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_kind('/xl/workbook.xml', 'sheet.main')}{_kind('/xl/styles.xml', 'styles')}{kinds}</Types>",
    )


def _relationships(inside: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _kind(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{KIND}.{kind}+xml"/>'
