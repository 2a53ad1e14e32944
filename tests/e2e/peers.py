"""What other programs say of spreadsheets and calendars, as JSON, for spreadsheet-peers.t.

  peers.py write FILE [1904]   a workbook by openpyxl, with what people and programs put into one
  peers.py say FILE            of each sheet whether it is hidden, and what openpyxl says that its cells hold
  peers.py look FILE           of the first sheet how it is made: what is frozen, filters, and of each cell value, format, colour
  peers.py calendar FILE       of each event of a calendar what icalendar says
"""
import datetime
import json
import sys


def text(value):
    if isinstance(value, bool):
        return 'TRUE' if value else 'FALSE'
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.strftime('%Y-%m-%d')
    if isinstance(value, datetime.time):
        value = (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, datetime.timedelta):
        value = value.total_seconds() / 86400
    if isinstance(value, float):
        return '%d' % value if value == int(value) and abs(value) < 1e15 else '%.15g' % value
    return str(value)


def fill(sheet, prefix):
    day, moment = datetime.date(2026, 12, 19), datetime.datetime(2026, 12, 19, 23, 59, 59)
    sheet.append(['Llista de certificats 2026'])
    sheet.merge_cells('A1:F1')
    sheet.append([])
    sheet.append(['Domini', 'Data de caducitat', 'Servei', 'Port', 'Observacions', 'Valor'])
    rows = [
        ('https://%swww.exemple.cat/ruta?x=1', day, 'Seu', 443, 'x', 0.5, 'dd/mm/yyyy'),
        ('%sapi.exemple.cat:8443', moment, None, None, 'a\nb', 1e20, 'yyyy-mm-dd hh:mm'),
        ('*.%sexemple.cat', moment, None, None, ' blancs ', -1, '[$-403]d" de "mmmm" de "yyyy'),
        ('%sa.exemple.cat\n%sB.exemple.cat, %sc.exemple.cat.', '19/12/2026', None, None, True, False, None),
        ('%sàrea.exemple.cat', '19.12.26', None, None, '=1+1', '#N/A', None),
        ('%sMAJ.EXEMPLE.CAT.', day, 'Altre', 8443, "'=x", 12345678901234, 'mm-dd-yy'),
        ('%sh1.exemple.cat', 46375, None, None, datetime.time(10, 30), datetime.timedelta(hours=30), None),
        ('%sh2.exemple.cat', datetime.date(2026, 2, 28), 'c', 1, 'a  b', 46375, 'd-mmm-yy'),
        ('%sh3.exemple.cat', datetime.date(2024, 2, 29), 'c', 1, 'd"cometes";', '<x>&y', '[Red]dd/mm/yy;@'),
        ('%sh4.exemple.cat', '19 de desembre de 2026', 'c·c', 1, 1.5, 0.1 + 0.2, None),
    ]
    for row in rows:
        n = sheet.max_row + 1
        for column, value in enumerate(row[:6], 1):
            if value is None:
                continue
            cell = sheet.cell(n, column)
            cell.value = value.replace('%s', prefix) if isinstance(value, str) else value
            if isinstance(value, str) and value.startswith('='):
                cell.data_type = 's'
        if row[6]:
            sheet.cell(n, 2).number_format = row[6]
    sheet['A4'].hyperlink = 'https://altre.exemple.cat/'
    sheet.merge_cells('C4:C8')
    sheet.row_dimensions[6].hidden = True


def write(file, *epoch):
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = CALENDAR_MAC_1904
    book.active.title = 'PRO'
    fill(book.active, 'mac-' if epoch else '')
    hidden = book.create_sheet('Amagat')
    fill(hidden, 'amagat-')
    hidden.sheet_state = 'hidden'
    fill(book.create_sheet("PRE 'à' & més"), 'mac-pre-' if epoch else 'pre-')
    book.save(file)


# What is merged stands in each row below that has anything else.
def cells_of(sheet):
    cells = {c.coordinate: text(c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
    rows = {c.row for row in sheet.iter_rows() for c in row if c.value is not None}
    for m in sheet.merged_cells.ranges:
        first = sheet.cell(m.min_row, m.min_col)
        for row in range(m.min_row + 1, m.max_row + 1):
            if first.value is not None and row in rows:
                cells[sheet.cell(row, m.min_col).coordinate] = text(first.value)
    return cells


def say(file):
    import openpyxl
    book = openpyxl.load_workbook(file, data_only=True)
    return {s.title: {'hidden': s.sheet_state != 'visible', 'cells': cells_of(s)} for s in book.worksheets}


def look(file):
    import openpyxl
    sheet = openpyxl.load_workbook(file).active
    return {'frozen': sheet.freeze_panes, 'filter': sheet.auto_filter.ref, 'width': sheet.column_dimensions['A'].width,
            'rows': [[[text(c.value) if c.value is not None else '', c.is_date, c.data_type,
                       c.fill.fgColor.rgb if c.fill.fill_type else ''] for c in row] for row in sheet.iter_rows()]}


def calendar(file):
    import icalendar
    with open(file, 'rb') as f:
        book = icalendar.Calendar.from_ical(f.read())
    return [{'uid': str(e['uid']), 'start': e['dtstart'].dt.isoformat(), 'summary': str(e['summary']),
             'description': str(e.get('description', ''))} for e in book.walk('vevent')]


print(json.dumps({'write': write, 'say': say, 'look': look, 'calendar': calendar}[sys.argv[1]](*sys.argv[2:])))
